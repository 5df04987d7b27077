// Where the view stands: at the end, or at the first line of what is new and does not
// fit. It never moves under somebody who scrolled up to read.
import { $ } from './talk.js';

const view = $('scroll'), newer = $('newer');
let first; // line that is new to the reader
let last = 0; // when the line before was said
let placed; // where show left the view
let follows = true;

const end = () => view.scrollHeight - view.clientHeight;
export const nearEnd = () => end() - view.scrollTop < 120;

// came takes a line of others; near: the reader was at the end. What is said within ten
// seconds is one answer.
export function came(line, at, near) {
  if (near ? !first || (at - last > 10000 && !document.hidden) : newer.hidden) first = line;
  last = at;
}

// wrote: who writes has read what was there.
export function wrote() { first = null; }

// wait leaves the view where it is and says that something came.
export function wait() { follows = newer.hidden = false; }

// show has the first new line in view, with the reader's own above it if that is short.
export function show() {
  let top = first;
  const own = first && first.previousElementSibling;
  if (own && own.matches('.by-person') && own.offsetHeight < view.clientHeight / 3) top = own;
  view.scrollTop = top ? Math.min(end(), top.offsetTop - view.offsetTop - 8) : end();
  placed = view.scrollTop;
  follows = newer.hidden = true;
}

newer.addEventListener('click', show);
view.addEventListener('scroll', () => {
  if (Math.abs(view.scrollTop - placed) < 2) return;
  follows = nearEnd();
  if (follows) newer.hidden = true;
  if (newer.hidden) first = null;
});
// A keyboard that comes or goes changes the room.
addEventListener('resize', () => { if (follows) show(); });
