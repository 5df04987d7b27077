// The left side of the desk page: who waits.
import { $, el, t } from './talk.js';

// span gives a length of time in one unit.
export function span(from, now) {
  const minutes = Math.floor((now - new Date(from)) / 60000);
  if (minutes < 1) return t('justNow');
  if (minutes < 60) return t('minutes', { n: minutes });
  if (minutes < 48 * 60) return t('hours', { n: Math.floor(minutes / 60) });
  return t('days', { n: Math.floor(minutes / 1440) });
}

export const caller = (ticket) => (ticket.named ? ticket.who : t('visitor', { id: ticket.who }));

// pills are the state and what is special about a ticket.
export function pills(ticket) {
  let [kind, words] = [ticket.state, t(ticket.state)];
  if (ticket.mine) [kind, words] = ['mine', t('mine')];
  else if (['claimed', 'waiting'].includes(ticket.state) && ticket.owner) words = t('claimedBy', { name: ticket.owner });
  const out = [el('span', { className: 'pill ' + kind, dir: 'auto' }, words)];
  if (['high', 'urgent'].includes(ticket.priority)) out.push(el('span', { className: 'pill ' + ticket.priority }, t(ticket.priority)));
  if (ticket.level > 1) out.push(el('span', { className: 'pill' }, t('atLevel', { n: ticket.level })));
  if (ticket.type) out.push(el('span', { className: 'pill' }, ticket.type));
  return out;
}

function row(ticket, now, opened) {
  const time = span(ticket.opened, now);
  const link = el('a', { href: '#' + ticket.number },
    el('span', { className: 'first' },
      el('b', {}, '#' + ticket.number), el('span', { className: 'pills' }, ...pills(ticket)),
      el('span', { className: ticket.waiting ? 'time waits' : 'time' }, ticket.waiting ? t('waits', { time }) : t('ago', { time }))),
    el('span', { className: 'words', dir: 'auto' }, ticket.words || t('noQuestion')),
    el('span', { className: 'who quiet', dir: 'auto' }, caller(ticket) + ' · ' + ticket.channel));
  link.dataset.number = ticket.number;
  if (ticket.number === opened) link.setAttribute('aria-current', 'true');
  return el('li', { className: ticket.running ? '' : 'done' }, link);
}

// showQueue puts the rows on the page and keeps the focus on the ticket it was on.
export function showQueue(data, opened) {
  const now = new Date(data.now);
  const focused = document.activeElement && document.activeElement.dataset.number;
  const top = $('rows').scrollTop;
  $('rows').replaceChildren(...data.tickets.map((ticket) => row(ticket, now, opened)));
  $('rows').scrollTop = top;
  if (focused) {
    const again = $('rows').querySelector(`[data-number="${focused}"]`);
    if (again) again.focus({ preventScroll: true });
  }
  const waits = data.tickets.filter((ticket) => ticket.waiting && ticket.state === 'open').length;
  $('count').textContent = waits ? t('count', { n: waits }) : '';
  $('none').hidden = data.tickets.length > 0;
  return waits;
}

export function mark(opened) {
  for (const link of $('rows').querySelectorAll('a')) {
    if (Number(link.dataset.number) === opened) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

// move goes up or down the queue; from outside it starts at the open ticket.
function move(step) {
  const links = [...$('rows').querySelectorAll('a')];
  if (!links.length) return;
  let at = links.indexOf(document.activeElement);
  if (at < 0) {
    const open = links.findIndex((link) => link.hasAttribute('aria-current'));
    at = open < 0 ? (step > 0 ? -1 : links.length) : open;
  }
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
}

// Enter on a focused row follows its link by itself.
document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea')) return;
  if (e.key === 'j') move(1);
  else if (e.key === 'k') move(-1);
  else if (e.key === 'r' && !$('ticket').hidden) $('text').focus();
  else return;
  e.preventDefault();
});
