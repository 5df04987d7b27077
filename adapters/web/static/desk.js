// The desk page: fetches, listens, and sends orders.
import { $, Outbox, bar, el, follow, grow, newID, onEnter, t } from './talk.js';
import { mark, showQueue } from './queue.js';
import { became, hear, listening, setUp, show } from './order.js';
import { clear, showTicket, shown, taken, tell } from './ticket.js';

const title = document.title;
const refresh = 20000;
let out = false; // signed out
let toasted = []; // ids of notes that were shown

const wanted = () => Number(location.hash.slice(1)) || 0;

const outbox = new Outbox('/desk/do', (item, state, why) => {
  if (why === 'session') signedOut();
  if (item.row) became(item.row, state, () => outbox.hurry());
  else if (item.node) tell(item, state, why, () => outbox.hurry());
  else if (state === 'refused' && why !== 'session') toast({ id: item.id, text: t('refused') });
  else if (state === 'later') toast({ id: item.id, text: t('later') });
  if (state === 'sent' || state === 'refused') setTimeout(load, 300);
});

async function get(url) {
  const r = await fetch(url);
  if (r.status === 401) signedOut();
  return r;
}

function signedOut() {
  out = true;
  bar(t('signedOut'));
}

// load fetches the queue and the ticket on the page. Calls that come while one is
// under way become one more.
let loading = false, again = false;
async function load() {
  if (out) return;
  if (loading) { again = true; return; }
  loading = true;
  const number = wanted();
  try {
    const [queue, ticket] = await Promise.all([get('/desk/queue'), number ? get('/desk/ticket/' + number) : null]);
    if (queue.ok) {
      const waits = showQueue(await queue.json(), number);
      document.title = (waits ? `(${waits}) ` : '') + title;
    }
    if (number === wanted()) {
      if (ticket && ticket.ok) showTicket(await ticket.json());
      else if (ticket && ticket.status === 404) clear(t('gone', { number }));
    } else {
      again = true;
    }
  } catch (e) {
    // The stream tells about the lost connection; the next round tries again.
  }
  loading = false;
  if (again) { again = false; load(); }
}

// go shows the ticket in the address, or the queue alone.
function go() {
  const number = wanted();
  document.body.classList.toggle('opened', number > 0);
  mark(number);
  if (!number) clear();
  else if (!shown() || shown().number !== number) $('pane').focus({ preventScroll: true });
  load();
}

function submit() {
  const item = taken();
  if (!item) return;
  item.id = newID();
  item.body = { order: item.order };
  outbox.add(item);
}

function press(data) {
  outbox.add({ id: newID(), body: { press: data } });
}

setUp({ press, give: (order, row) => outbox.add({ id: newID(), body: { order }, row }) });

$('actions').addEventListener('click', (e) => {
  const button = e.target.closest('button');
  if (!button || !shown()) return;
  if (button.dataset.do === 'more') { show(shown().number); return; }
  button.disabled = true;
  setTimeout(() => { button.disabled = false; }, 4000);
  press(`t:${shown().number}:${button.dataset.do}`);
});

// toast shows a passing note. One with buttons stays until it is answered.
function toast(note) {
  if (toasted.includes(note.id)) return;
  toasted = [...toasted.slice(-99), note.id];
  if (note.mine && listening()) { hear(note); return; }
  const box = el('div', { className: 'toast' });
  const gone = () => box.remove();
  const text = el('p', { dir: 'auto' }, note.text);
  if (note.ticket && note.ticket !== wanted()) {
    text.append(' ', el('a', { href: '#' + note.ticket, onclick: gone }, '#' + note.ticket));
  }
  const choices = (note.buttons || []).map((b) => el('button', { type: 'button', onclick: () => { press(b.data); gone(); } }, b.label));
  box.append(text, el('button', { type: 'button', className: 'plain close', ariaLabel: t('close'), onclick: gone }, '×'));
  if (choices.length) box.append(el('div', { className: 'choices' }, ...choices));
  $('toasts').append(box);
  while ($('toasts').children.length > 4) $('toasts').firstChild.remove();
  if (!choices.length) fade(box);
}

// fade takes a note away, but not from under a pointer or the focus.
function fade(box) {
  setTimeout(() => { if (box.matches(':hover, :focus-within')) fade(box); else box.remove(); }, 4000 + 40 * box.textContent.length);
}

$('composer').addEventListener('submit', (e) => { e.preventDefault(); submit(); });
onEnter($('text'), submit);
addEventListener('resize', () => grow($('text')));
addEventListener('hashchange', go);
addEventListener('beforeunload', (e) => { if (outbox.items.length) e.preventDefault(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) load(); });
document.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || !wanted() || listening()) return;
  const row = $('rows').querySelector('[aria-current]');
  if (e.target === $('text')) $('text').blur();
  else location.hash = '';
  if (row) row.focus();
});
$('leave').addEventListener('click', async () => {
  $('leave').disabled = true;
  try {
    await fetch('/desk/leave', { method: 'POST' });
    location.href = '/desk';
  } catch (e) {
    $('leave').disabled = false;
    bar(t('offline'));
  }
});
setInterval(() => { if (!document.hidden) load(); }, refresh);

const open = follow((last) => '/desk/events' + (last ? '?after=' + last : ''), {
  changed: (change) => {
    if (change.fresh && change.ticket !== wanted()) toast({ id: 'new' + change.ticket, text: t('newTicket', { number: change.ticket }), ticket: change.ticket });
    load();
  },
  // What everybody is told about the ticket on the page stands in its thread.
  toast: (note) => { if (note.mine || !note.ticket || note.ticket !== wanted()) toast(note); },
}, (link) => {
  if (out) return;
  if (link === 'on') { bar(''); load(); } else if (link === 'moved') bar(t('moved'), () => open());
  else { bar(t('offline')); load(); }
});

go();
