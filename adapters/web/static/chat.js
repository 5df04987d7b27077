// The page for people: what they said and were told, and a box to write in.
import { Tray, attached, received } from './files.js';
import { came, nearEnd, show, wait, wrote } from './reading.js';
import { $, Outbox, bar, clock, dayOf, el, follow, grow, linked, newID, onEnter, same, t, touch } from './talk.js';

const lines = $('lines'), box = $('text'), log = $('log');
const title = document.title;
let ready = false; // the transcript up to now is on the page
let day = ''; // of the last line
let author = ''; // of the last line
let unread = 0;
let typingTimer;
let online = false;
const waiting = []; // items that are not in the transcript yet

// keep is localStorage, which may be forbidden or full: then nothing is kept.
const keep = {
  get: (key) => { try { return localStorage.getItem(key) || ''; } catch (e) { return ''; } },
  set: (key, value) => { try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch (e) { /* not kept */ } },
  keys: () => { try { return Object.keys(localStorage); } catch (e) { return []; } },
};
const UNSENT = 'firstline.unsent.';

const outbox = new Outbox('/say', (item, state, why) => {
  item.state = state;
  if (state === 'sent' || state === 'refused') keep.set(UNSENT + item.id, '');
  // Before the reload it may have arrived already; then its line is here.
  if (state === 'sent' && item.restored) setTimeout(() => settle(item), recently(item.text) ? 0 : 5000);
  if (state === 'sent') {
    expectAnswer();
    if (!online) open(); // the session may be new
  }
  if (item.node) showState(item, why);
});

function send(body, text, files) {
  if ($('name').value.trim()) body.name = $('name').value.trim();
  const item = { id: newID(), at: Date.now(), body, text, files };
  // Files are too large to be kept over a reload.
  if (!files) keep.set(UNSENT + item.id, JSON.stringify(item));
  place(item);
  outbox.add(item);
  wrote();
  show();
}

// place shows an item below the transcript until the transcript has it.
function place(item) {
  item.node = el('li', { className: 'line by-person' },
    el('div', { className: 'text', dir: 'auto' }, linked(item.text), ...attached(item.files)), el('p', { className: 'state' }));
  waiting.push(item);
  lines.append(item.node);
}

function showState(item, why) {
  const state = item.node.lastChild;
  item.node.classList.toggle('sending', item.state === 'sending');
  item.node.classList.toggle('later', item.state === 'later');
  state.classList.toggle('bad', item.state === 'refused');
  if (item.state === 'later') {
    state.replaceChildren(t('later') + ' ', plain('now', () => outbox.hurry()));
  } else if (item.state === 'refused') {
    const words = { tooLong: 'tooLong', tooLarge: 'tooLarge', filesFull: 'filesFull', session: 'cookies' };
    state.replaceChildren(t(words[why] || 'refused') + ' ', item.body.press ? '' : plain('edit', () => edit(item)));
    offer(lines.querySelector('.choices'), false);
  } else {
    state.textContent = t(item.state);
  }
}

function edit(item) {
  settle(item);
  write(item.text);
  tray.put(item.files || []);
}

const plain = (key, onclick) => el('button', { type: 'button', className: 'plain', onclick }, t(key));

function settle(item) {
  const i = waiting.indexOf(item);
  if (i >= 0) waiting.splice(i, 1);
  item.node.remove();
}

// matching is the item that a line of the transcript says: the one of the same
// words, else the oldest sent one, as the transcript keeps the order.
function matching(text) {
  return waiting.find((item) => same(item.text, text)) || waiting.find((item) => item.state === 'sent');
}

function recently(text) {
  return [...lines.querySelectorAll('.by-person[data-seq] .text')].slice(-5).some((node) => same(node.textContent, text));
}

function add(line) {
  const near = !ready || nearEnd();
  if (line.by === 'person') {
    const item = ready && matching(line.text);
    if (item) settle(item);
  } else {
    typing(false);
  }
  const today = dayOf(line.at);
  if (today !== day) insert(el('li', { className: 'day' }, today));
  const first = today !== day || author !== line.by + line.who;
  day = today;
  author = line.by + line.who;
  if (line.by === 'bot') lines.querySelectorAll('.choices').forEach((old) => old.remove());
  const node = render(line, first);
  insert(node);
  if (line.by === 'person') wrote();
  else came(node, new Date(line.at), near);
  if (!ready) return;
  if (near || line.by === 'person') show();
  else wait();
  if (document.hidden && line.by !== 'person') document.title = `(${++unread}) ${title}`;
}

const insert = (node) => lines.insertBefore(node, waiting.length ? waiting[0].node : null);

function render(line, first) {
  const who = el('p', { className: 'who' });
  if (line.by === 'person') who.append(el('span', { className: 'unseen' }, t('you')));
  else if (line.by === 'staff') who.append(line.who ? el('b', { dir: 'auto' }, line.who) : '', line.who ? ' · ' : '', t('staff'));
  else who.append(t('bot'));
  who.append(el('time', { dateTime: line.at }, clock(line.at)));
  const text = el('div', { className: 'text', dir: 'auto' }, linked(line.text), ...received(line.files));
  const node = el('li', { className: `line by-${line.by}${first ? '' : ' more'}` }, first ? who : '', text);
  node.dataset.seq = line.seq;
  if (line.by === 'bot' && line.buttons) {
    const choices = el('div', { className: 'choices' });
    for (const b of line.buttons) choices.append(el('button', { type: 'button', onclick: () => press(choices, b) }, b.label));
    node.append(choices);
  }
  return node;
}

function press(choices, button) {
  offer(choices, true);
  send({ press: button.data }, button.label);
  // On a phone the focus would bring up a keyboard nobody asked for.
  if (!touch) box.focus({ preventScroll: true });
}

function offer(choices, pressed) {
  if (choices) for (const b of choices.children) b.disabled = pressed;
}

function typing(on) {
  clearTimeout(typingTimer);
  const near = nearEnd();
  $('typing').hidden = !on;
  if (on) typingTimer = setTimeout(() => typing(false), 10000);
  if (on && near) show();
}

// expectAnswer lets a pressed choice be pressed again when no answer came.
function expectAnswer() {
  setTimeout(() => offer(lines.querySelector('.choices'), false), 8000);
}

function write(text) {
  box.value = text;
  keep.set('firstline.draft', text);
  grow(box);
  box.focus();
}

function submit() {
  const text = box.value;
  if (!text.trim() && !tray.files.length) return;
  write('');
  const files = tray.take();
  send({ text }, text, files.length ? files : undefined);
}

const tray = new Tray($('files'), $('chosen'), box, () => { if (nearEnd()) show(); });
addEventListener('beforeunload', (e) => { if (outbox.items.some((item) => item.files)) e.preventDefault(); });

$('composer').addEventListener('submit', (e) => { e.preventDefault(); submit(); });
onEnter(box, submit);
box.addEventListener('input', () => { keep.set('firstline.draft', box.value); grow(box); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) { unread = 0; document.title = title; } });
$('name').value = keep.get('firstline.name');
$('name').addEventListener('change', () => keep.set('firstline.name', $('name').value.trim()));
if (!touch) box.focus({ preventScroll: true });
if (keep.get('firstline.draft')) { box.value = keep.get('firstline.draft'); grow(box); }

for (const key of keep.keys().filter((key) => key.startsWith(UNSENT))) {
  try { waiting.push({ ...JSON.parse(keep.get(key)), restored: true, renewed: false }); } catch (e) { keep.set(key, ''); }
}
for (const item of waiting.splice(0).sort((a, b) => a.at - b.at)) {
  place(item);
  outbox.add(item);
}

const open = follow((last) => '/events?after=' + (last || 0), {
  line: add,
  typing: () => typing(true),
  ready: () => {
    if (ready) return;
    ready = true;
    $('loading').hidden = true;
    log.setAttribute('aria-busy', 'false');
    show();
  },
}, (link) => {
  online = link === 'on';
  if (link === 'on') bar('');
  else if (link === 'moved') bar(t('moved'), () => open());
  else bar(t('offline'));
});
