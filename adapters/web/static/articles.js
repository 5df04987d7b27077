// The articles page: what there is, what use has taught, what was asked in vain.
import { $, bar, el, locale, t } from './talk.js';
import { trial } from './trial.js';

// get fetches, and tells when that is not possible.
async function get(url, options) {
  try {
    const r = await fetch(url, options);
    bar(r.status === 401 ? t('signedOut') : r.ok || r.status === 404 ? '' : t('later'));
    return r;
  } catch (e) {
    if (e.name !== 'AbortError') bar(t('offline'));
    return null;
  }
}

const post = (url, body) => get(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const pill = (words, kind) => el('span', { className: 'pill ' + (kind || ''), dir: 'auto' }, words);

// standing names what follows from the voices for a wording.
function standing(way) {
  if (way.taken_back) return t('takenBack');
  if (way.in_use) return t('inUse');
  return way.refused ? t('refused') : t('waits');
}

function voices(way) {
  const counts = [[way.helps, 'for'], [way.helps_not, 'against'], [way.chosen, 'chosen']];
  const words = { for: t('for', { n: way.helps }), against: t('against', { n: way.helps_not }), chosen: t('chosen', { n: way.chosen }) };
  return counts.filter(([n]) => n > 0).map(([, key]) => words[key]).join(' · ');
}

// turn takes a wording back, or gives it its place again, and stays where it was.
async function turn(article, way, button) {
  button.disabled = true;
  const r = await post('/desk/way', { article: article.article, lang: article.lang, text: way.text, back: way.taken_back });
  if (!r || !r.ok) { button.disabled = false; return; }
  const key = button.dataset.key;
  await load();
  $('said').textContent = way.taken_back ? t('redone', { words: way.text }) : t('undone', { words: way.text });
  const again = [...document.querySelectorAll('[data-key]')].find((b) => b.dataset.key === key);
  if (again) again.focus();
}

function wayLine(article, way) {
  const words = way.taken_back ? t('redo') : t('undo');
  const button = el('button', { type: 'button', className: 'small', ariaLabel: `${words}: ${way.text}` }, words);
  button.dataset.key = JSON.stringify([article.article, article.lang, way.text]);
  button.onclick = () => turn(article, way, button);
  return el('li', {},
    el('span', { className: 'said' }, el('span', { dir: 'auto' }, way.text), ' ',
      el('span', { className: 'quiet' }, [standing(way), voices(way)].filter(Boolean).join(' · '))), button);
}

function list(title, items) {
  return items && items.length ? [el('h3', {}, title), el('ul', { className: 'inside' }, ...items)] : [];
}

const plain = (text) => el('li', {}, el('span', { dir: 'auto' }, text));

function figures(article) {
  if (!article.helped && !article.helped_not) return '';
  return el('span', { className: 'figures quiet' }, t('helped', { n: article.helped, m: article.helped_not }));
}

function row(article, open) {
  const key = article.article + ' ' + article.lang;
  const problems = article.problems || [];
  const summary = el('summary', {},
    el('span', { className: 'title', dir: 'auto' }, article.title || article.article),
    el('span', { className: 'pills' },
      article.title ? pill(article.lang) : pill(t('leftOut'), 'high'),
      problems.length && article.title ? pill(t('mend', { n: problems.length }), 'high') : '',
      article.staff_only ? pill(t('staffOnly')) : '', article.hidden ? pill(t('hidden')) : '',
      ...(article.tags || []).map((tag) => pill(tag))),
    figures(article));
  const details = el('details', { open: open.has(key) }, summary,
    el('p', { className: 'name quiet', dir: 'ltr' }, article.article),
    ...list(t('problems'), problems.map((p) => el('li', { dir: 'ltr', lang: 'en' }, p))),
    ...list(t('learned'), (article.ways || []).map((way) => wayLine(article, way))),
    ...list(t('asks'), (article.questions || []).map(plain)));
  details.dataset.article = key;
  return el('li', {}, details);
}

// load fetches the articles that are looked for; what was open stays open.
let asked = null;
async function load() {
  if (asked) asked.abort();
  asked = new AbortController();
  const query = new URLSearchParams({ q: $('q').value, show: $('only').value });
  const r = await get('/desk/articles/list?' + query, { signal: asked.signal });
  if (!r || !r.ok) return;
  const data = await r.json();
  const open = new Set([...document.querySelectorAll('#shelved details[open]')].map((d) => d.dataset.article));
  $('shelved').replaceChildren(...data.articles.map((article) => row(article, open)));
  $('count').textContent = t('count', { n: data.found, all: data.all });
  $('none').hidden = data.found > 0;
  $('more').hidden = data.found <= data.articles.length;
  $('more').textContent = t('more', { n: data.found - data.articles.length });
}

// need says what a question in vain asks of those who write.
function need(gap) {
  switch (gap.need) {
    case 'answered': return t('needNothing', { article: gap.of });
    case 'better': return t('needBetter', { article: gap.of });
    case 'words': return t('needWords', { article: gap.of });
  }
  return t('needArticle');
}

function gapLine(gap) {
  const day = new Date(gap.last).toLocaleDateString(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const button = el('button', { type: 'button', className: 'small', ariaLabel: `${t('try')}: ${gap.question}` }, t('ask'));
  button.onclick = () => {
    $('question').value = gap.question;
    $('lang').value = gap.lang;
    if ($('lang').selectedIndex < 0) $('lang').value = '';
    view('try');
    $('question').focus();
    $('ask').requestSubmit();
  };
  return el('li', {},
    el('div', { className: 'said' },
      el('p', { className: 'title', dir: 'auto' }, gap.question),
      el('p', { className: 'quiet' }, t('inVain', { n: gap.times, people: gap.people, day })),
      el('p', {}, need(gap)),
      ...(gap.examples || []).map((text) => el('p', { className: 'quiet', dir: 'auto' }, text))),
    button);
}

async function loadGaps() {
  const r = await get('/desk/gaps');
  if (!r || !r.ok) return;
  const data = await r.json();
  $('gaps').replaceChildren(...data.gaps.map(gapLine));
  $('noGaps').hidden = data.found > 0;
  $('moreGaps').hidden = data.found <= data.gaps.length;
  $('moreGaps').textContent = t('more', { n: data.found - data.gaps.length });
}

// view chooses the part that a phone shows; a wide window shows all.
function view(name) {
  document.body.dataset.view = name;
  for (const link of document.querySelectorAll('.views a')) {
    if (link.hash === '#' + name) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  if (location.hash !== '#' + name) history.replaceState(null, '', '#' + name);
}

function follow() {
  const name = location.hash.slice(1);
  if (['articles', 'try', 'gaps'].includes(name)) view(name);
}

$('ask').addEventListener('submit', async (e) => {
  e.preventDefault();
  const r = await post('/desk/try', { question: $('question').value, lang: $('lang').value });
  if (r && r.ok) $('trial').replaceChildren(...trial(await r.json()));
});
let typing;
$('q').addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(load, 150); });
$('only').addEventListener('change', load);
$('find').addEventListener('submit', (e) => { e.preventDefault(); load(); });
addEventListener('hashchange', follow);
document.addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select, textarea')) return;
  e.preventDefault();
  view('articles');
  $('q').focus();
});

const names = new Intl.DisplayNames([document.documentElement.lang], { type: 'language', fallback: 'code' });
for (const option of $('lang').options) if (option.value) option.textContent = names.of(option.value);

follow();
load();
loadGaps();
