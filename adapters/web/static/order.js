// The line to the desk: what has no button of its own is typed or picked here, and what
// the desk says to it stays to be read.
import { $, el, linked, t, touch } from './talk.js';

const box = $('telling'), line = $('order'), said = $('said');
const offered = JSON.parse($('offered').textContent) || [];

// Orders to pick, by word. With a second part they are put into the line to be finished,
// behind the number of the ticket where there is one; without, they are given at once.
const ofTicket = [
  ['assign'], ['priority'], ['type'], ['tag', '+'], ['send'], ['wait'], ['merge', ''], ['escalate', 'because '], ['return', ''],
  ['known', '"'], ['issue'], ['link', ''], ['comment', ''], ['summary'], ['suggest'], ['translate', ''], ['draft'], ['history'],
];
const ofDesk = [['find', ''], ['mine'], ['known'], ['undo'], ['help']];
const most = 60; // lines that are kept on the page

let give = () => {}; // sends an order
let press = () => {}; // sends what a button says
let number = 0;

// listening tells whether what the desk says to this person is read here.
export const listening = () => box.open;

// setUp says how orders and presses are sent. give gets the words and the line that
// shows them.
export function setUp(how) {
  ({ give, press } = how);
  $('tell').onclick = () => show(0);
  box.querySelector('.close').onclick = () => box.close();
  $('orders').addEventListener('submit', (e) => {
    e.preventDefault();
    if (line.value.trim()) tell(line.value.trim());
    line.value = '';
  });
}

// show opens the line, about a ticket or about none.
export function show(ticket) {
  number = ticket;
  $('about').hidden = !number;
  $('about').textContent = number ? t('tellAbout', { number }) : '';
  const ways = (number ? ofTicket : ofDesk).filter(([word]) => offered.includes(word));
  $('ways').replaceChildren(...ways.map(([word, rest]) => el('button', { type: 'button', onclick: () => pick(word, rest) }, t('do.' + word))));
  if (!box.open) box.showModal();
  if (touch) said.focus(); // its keyboard would hide what there is to pick
  else line.focus();
}

function pick(word, rest) {
  const order = number ? `${word} ${number}` : word;
  if (rest === undefined) { tell(order); return; }
  line.value = `${order} ${rest}`;
  line.focus();
}

function tell(words) {
  const row = el('li', { className: 'you' }, el('span', { dir: 'auto' }, words), el('span', { className: 'state', role: 'status' }));
  add(row);
  give(words, row);
}

// became shows what became of an order on its way to the desk.
export function became(row, state, hurry) {
  const words = { later: t('later'), refused: t('refused') }[state] || '';
  row.lastChild.replaceChildren(words, state === 'later' ? el('button', { type: 'button', className: 'plain', onclick: hurry }, t('now')) : '');
}

// hear puts what the desk says on the page, with what can be pressed.
export function hear(note) {
  const text = el('div', { className: 'text', dir: 'auto' }, linked(note.text));
  const row = el('li', { className: 'desk-says' }, text);
  if (note.ticket && note.ticket !== number) row.append(el('a', { href: '#' + note.ticket, onclick: () => box.close() }, '#' + note.ticket));
  const buttons = (note.buttons || []).map((b) => el('button', {
    type: 'button', onclick: (e) => { press(b.data); e.target.parentNode.remove(); line.focus(); },
  }, b.label));
  if (buttons.length) row.append(el('div', { className: 'choices' }, ...buttons));
  add(row);
}

function add(row) {
  said.append(row);
  while (said.children.length > most) said.firstChild.remove();
  // What is longer than the room for it is read from its beginning.
  row.scrollIntoView({ block: row.offsetHeight > said.clientHeight ? 'start' : 'end' });
}

document.addEventListener('keydown', (e) => {
  if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || box.open || e.target.closest('input, textarea')) return;
  e.preventDefault();
  show($('ticket').hidden ? 0 : Number(location.hash.slice(1)) || 0);
});
