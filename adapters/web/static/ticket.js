// The right side of the desk page: one ticket, its thread and the reply box.
import { Tray, attached, received } from './files.js';
import { $, clock, dayOf, el, grow, linked, same, t } from './talk.js';
import { caller, pills } from './queue.js';

const text = $('text'), note = $('note'), reading = $('reading'), thread = $('thread');
const drafts = new Map(); // by ticket number: {text, note, files}
let current = null; // the ticket on the page
let seen = ''; // what the card was made of
let last = 0; // Seq of the last line on the page
let day = '';
let pending = []; // sent, not in the thread yet
let once = false; // the switch was moved by "//", for one note

export const shown = () => current;

// showTicket puts a ticket on the page; the same ticket only gets what is new.
export function showTicket(data) {
  const ticket = data.ticket;
  const fresh = !current || current.number !== ticket.number;
  if (fresh) start(ticket);
  current = ticket;
  const card = JSON.stringify(ticket);
  if (card !== seen) showCard(ticket);
  seen = card;
  const atEnd = fresh || reading.scrollHeight - reading.scrollTop - reading.clientHeight < 120;
  for (const line of data.lines) if (line.seq > last) add(line);
  // Who only looks begins with the question, who works on it with the latest.
  if (fresh && !ticket.mine) reading.scrollTop = 0;
  else if (atEnd) reading.scrollTop = reading.scrollHeight;
}

function start(ticket) {
  remember();
  once = false;
  const draft = drafts.get(ticket.number) || { text: '', note: false, files: [] };
  text.value = draft.text;
  note.checked = draft.note;
  tray.set(draft.files);
  [seen, last, day] = ['', 0, ''];
  thread.replaceChildren();
  $('details').open = false;
  $('nothing').hidden = true;
  $('ticket').hidden = false;
  for (const item of pending) if (item.ticket === ticket.number) thread.append(item.node);
  grow(text);
}

// remember keeps what is written for the ticket on the page.
function remember() {
  if (current) drafts.set(current.number, { text: text.value, note: note.checked, files: tray.files });
}

// clear takes the ticket off the page and tells why, if there is a reason.
export function clear(why) {
  remember();
  current = null;
  $('ticket').hidden = true;
  $('nothing').hidden = false;
  $('nothing').textContent = why || t('pick');
}

function showCard(ticket) {
  $('number').textContent = '#' + ticket.number;
  $('pills').replaceChildren(...pills(ticket));
  $('question').textContent = ticket.question || t('noQuestion');
  $('asked').hidden = !(ticket.mine && ticket.asked);
  const allowed = {
    claim: ticket.state === 'open', keep: ticket.mine, release: ticket.mine, solve: ticket.mine, more: true,
  };
  const held = document.activeElement;
  for (const button of $('actions').children) {
    button.hidden = !allowed[button.dataset.do];
    button.disabled = false;
  }
  if (held && held.hidden && held.closest('#actions')) text.focus({ preventScroll: true });
  $('facts').replaceChildren(...facts(ticket).flatMap(([key, value]) => [el('dt', {}, t(key)), el('dd', { dir: 'auto' }, value)]));
  showMode();
}

function facts(ticket) {
  const date = (at) => dayOf(at) + ' ' + clock(at);
  const list = [['from', caller(ticket)], ['channel', ticket.channel]];
  if (ticket.lang) list.push(['lang', langName(ticket.lang)]);
  if (ticket.type) list.push(['type', ticket.type]);
  list.push(['level', ticket.level], ['opened', date(ticket.opened)]);
  if (ticket.why) list.push(['why', ticket.why]);
  if (ticket.issue) list.push(['issue', ticket.issue]);
  if (ticket.advice) list.push(['advice', ticket.advice]);
  if (ticket.running) {
    list.push(['owner', !ticket.owner ? t('nobody') : t('since', { name: ticket.owner, time: clock(ticket.owner_since) })]);
  }
  if (ticket.mine && ticket.lease_until) list.push(['until', clock(ticket.lease_until)]);
  if (ticket.solved_by) list.push(['solvedBy', ticket.solved_by]);
  if (ticket.reopened) list.push(['reopened', ticket.reopened + ' ×']);
  if (ticket.rating) list.push(['rating', t('ofFive', { n: ticket.rating })]);
  if (ticket.tried) list.push(['tried', ticket.tried.join(', ')]);
  return list;
}

function langName(code) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code);
  } catch (e) {
    return code;
  }
}

// showMode fits the reply box to who may do what. It never moves the switch: a
// note must not turn into a message to the person because the ticket changed.
function showMode() {
  const person = caller(current);
  const blocked = !current.mine && !note.checked;
  $('composer').classList.toggle('noting', note.checked);
  $('send').textContent = note.checked ? t('addNote') : t('send');
  $('send').disabled = blocked;
  $('files').disabled = blocked || note.checked;
  text.placeholder = note.checked ? t('noteHint') : t('answerHint', { person });
  $('text-label').textContent = note.checked ? t('note') : t('answer', { person });
  $('why').hidden = !blocked;
  $('why').textContent = current.running ? t('claimFirst', { number: current.number, person }) : t('finished');
}

// taken gives what is written as an order, and empties the box. Nothing when it
// may not be sent.
export function taken() {
  let words = text.value.trim();
  if (!current || $('send').disabled) return null;
  const inside = note.checked || words.startsWith('//');
  words = words.replace(/^\/\/\s*/, '');
  if (!words && (inside || !tray.files.length)) return null;
  // Files are for the person; a note leaves them where they are.
  const files = inside ? undefined : tray.take();
  const item = { ticket: current.number, after: last, text: words, note: inside, by: inside ? 'note' : 'staff' };
  if (files && files.length) item.files = files;
  item.order = `${inside ? 'note' : 'reply'} ${current.number} ${words}`;
  item.node = el('li', { className: 'line by-' + item.by },
    el('div', { className: 'text', dir: 'auto' }, linked(words), ...attached(files)), el('p', { className: 'state', role: 'status' }));
  pending.push(item);
  thread.append(item.node);
  text.value = '';
  if (once) note.checked = once = false;
  showMode();
  grow(text);
  reading.scrollTop = reading.scrollHeight;
  return item;
}

// tell shows what became of something taken. hurry is called for "try now".
export function tell(item, state, why, hurry) {
  const line = item.node.lastChild;
  item.node.classList.toggle('sending', state === 'sending');
  line.classList.toggle('bad', state === 'refused' || state === 'lost');
  const words = state === 'refused' && ['tooLong', 'tooLarge', 'filesFull'].includes(why) ? t(why) : t(state);
  const plain = (key, onclick) => el('button', { type: 'button', className: 'plain', onclick }, t(key));
  line.replaceChildren(words + ' ', state === 'later' ? plain('now', hurry) : '',
    state === 'refused' || state === 'lost' ? plain('edit', () => takeBack(item)) : '');
  // The desk may refuse an order it took; its words must not be lost with it.
  if (state === 'sent') setTimeout(() => { if (pending.includes(item)) tell(item, 'lost'); }, 10000);
}

function takeBack(item) {
  settle(item);
  text.value = text.value ? text.value + '\n' + item.text : item.text;
  tray.put(item.files || []);
  note.checked = item.note || (note.checked && text.value !== item.text);
  showMode();
  grow(text);
  text.focus();
}

function settle(item) {
  pending = pending.filter((other) => other !== item);
  item.node.remove();
}

function add(line) {
  last = line.seq;
  const item = pending.find((p) => p.ticket === current.number && p.by === line.by && line.seq > p.after && same(p.text, line.text));
  if (item) settle(item);
  const waiting = thread.querySelector('.line:not([data-seq])');
  const today = dayOf(line.at);
  if (today !== day) thread.insertBefore(el('li', { className: 'day' }, today), waiting);
  day = today;
  const name = line.by === 'person' ? caller(current) : line.who || t('someone');
  // What a stranger writes is no link that staff should follow.
  const node = el('li', { className: 'line by-' + line.by },
    el('p', { className: 'who' }, el('span', { dir: 'auto' }, t('by.' + line.by, { name, person: caller(current) })), el('time', { dateTime: line.at }, clock(line.at))),
    el('div', { className: 'text', dir: 'auto' }, line.by === 'person' ? line.text : linked(line.text), ...received(line.files)));
  node.dataset.seq = line.seq;
  thread.insertBefore(node, waiting);
}

const tray = new Tray($('files'), $('chosen'), text, () => {});

note.addEventListener('change', () => { once = false; showMode(); text.focus(); });
text.addEventListener('input', () => {
  // "//" begins a note everywhere; here it moves the switch.
  if (text.value.startsWith('//') && !note.checked) {
    note.checked = once = true;
    text.value = text.value.replace(/^\/\/\s*/, '');
    showMode();
  }
  grow(text);
});
