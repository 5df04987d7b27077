// What the chat page and the desk page share: texts, lines, sending, listening.

const texts = JSON.parse(document.getElementById('texts').textContent);
// locale writes dates and numbers as the bot does: 0 to 9, and 23 hours.
export const locale = document.documentElement.lang + '-u-nu-latn-hc-h23';

// t gives a text of the page with its {places} filled.
export function t(key, values) {
  return (texts[key] || key).replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
}

export const $ = (id) => document.getElementById(id);

// el makes an element. Children are nodes or plain text, never markup.
export function el(tag, props, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== ''));
  return node;
}

// linked gives text with its web addresses as links. What closes a sentence or a
// bracket that was opened before is not part of an address.
export function linked(text) {
  const out = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    let url = found[0].replace(/[.,;:!?'»”’]+$/, '');
    while (/[)\]]$/.test(url) && url.split(/[([]/).length < url.split(/[)\]]/).length) url = url.slice(0, -1);
    if (!URL.canParse || URL.canParse(url)) {
      out.append(text.slice(done, found.index), el('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, url));
      done = found.index + url.length;
    }
  }
  out.append(text.slice(done));
  return out;
}

// newID names a message. randomUUID exists only on https and localhost.
export function newID() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

export const clock = (at) => new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });

// dayOf names the day of a line.
export function dayOf(at) {
  const day = new Date(at), now = new Date();
  const ago = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 864e5);
  if (ago === 0) return t('today');
  if (ago === 1) return t('yesterday');
  const options = { weekday: 'long', day: 'numeric', month: 'long' };
  if (day.getFullYear() !== now.getFullYear()) options.year = 'numeric';
  return day.toLocaleDateString(locale, options);
}

// same tells whether two texts are one, however the server cleaned it.
export const same = (a, b) => a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim();

// grow fits a text box to what is in it.
export function grow(box) {
  box.style.height = 'auto';
  box.style.height = box.scrollHeight + 2 + 'px';
}

// onEnter sends on Enter where there is a real keyboard; Shift+Enter is a new line,
// and so is Enter on a phone, which has no other way to write one.
export const touch = matchMedia('(pointer: coarse)').matches;
export function onEnter(box, send) {
  if (touch) box.removeAttribute('enterkeyhint');
  box.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229 || touch) return;
    e.preventDefault();
    send();
  });
}

// wrapped is a message as it travels: JSON, or a form where it has files.
function wrapped(said, files) {
  const json = JSON.stringify(said);
  if (!files.length) return { headers: { 'Content-Type': 'application/json' }, body: json };
  const form = new FormData();
  form.append('said', json);
  for (const file of files) form.append('file', file, file.name);
  return { body: form };
}

// Outbox sends items {id, body, files} one after the other and keeps each until the
// server has it; the id stays the same, so that sending twice does no harm. told
// hears (item, state, why): sending, sent, later, or refused.
export class Outbox {
  constructor(url, told) {
    this.url = url;
    this.told = told;
    this.items = [];
    addEventListener('online', () => this.hurry());
  }

  add(item) {
    this.items.push(item);
    this.run();
  }

  // hurry ends the wait before the next attempt.
  hurry() { if (this.wake) this.wake(); }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let tries = 0; this.items.length;) {
      const item = this.items[0];
      if (!tries) this.told(item, 'sending');
      const answer = await this.post(item, tries);
      if (answer.again) {
        if (!answer.quiet) this.told(item, 'later');
        await this.pause(Math.max(answer.after || 0, Math.min(30, 2 ** tries++)));
        continue;
      }
      tries = 0;
      this.items.shift();
      this.told(item, answer.why ? 'refused' : 'sent', answer.why);
    }
    this.running = false;
  }

  async post(item, tries) {
    const stop = new AbortController();
    const files = item.files || [];
    const timer = setTimeout(() => stop.abort(), files.length ? 900000 : 20000);
    try {
      const r = await fetch(this.url, { method: 'POST', signal: stop.signal, ...wrapped({ id: item.id, ...item.body }, files) });
      if (r.ok) return {};
      // The first 401 came with a new session; the second means that none is kept.
      if (r.status === 401 && !item.renewed) { item.renewed = true; return { again: true, quiet: true }; }
      if (r.status === 401) return { why: 'session' };
      if (r.status === 408 || r.status === 429 || (r.status >= 500 && r.status !== 507)) return { again: true, after: Number(r.headers.get('Retry-After')) };
      if (r.status === 507) return { why: 'filesFull' };
      return { why: r.status !== 413 ? 'failed' : files.length ? 'tooLarge' : 'tooLong' };
    } catch (e) {
      return { again: true };
    } finally {
      clearTimeout(timer);
    }
  }

  pause(seconds) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, seconds * 1000);
    });
  }
}

// follow listens to a stream of events and comes back after every loss. link hears
// "on", "off" and "moved". The server sends a beat every 20 seconds, so a longer
// silence is a dead connection.
export function follow(address, handlers, link) {
  let source, timer, watch, lost, last, tries = 0;

  function open() {
    clearTimeout(timer);
    if (source) source.close();
    source = new EventSource(address(last));
    heard();
    for (const name of ['ready', 'beat', 'moved', ...Object.keys(handlers)]) {
      source.addEventListener(name, (e) => {
        if (e.lastEventId) last = e.lastEventId;
        heard();
        if (name === 'moved') { close(); link('moved'); return; }
        if (name === 'ready') { tries = 0; clearTimeout(lost); lost = 0; link('on'); }
        if (handlers[name]) handlers[name](JSON.parse(e.data));
      });
    }
    source.onerror = () => {
      close();
      // A short loss is nobody's business.
      if (!lost) lost = setTimeout(() => link('off'), 3000);
      timer = setTimeout(open, Math.min(30, 2 ** tries++) * 1000);
    };
  }
  function heard() {
    clearTimeout(watch);
    watch = setTimeout(open, 50000);
  }
  function close() {
    clearTimeout(watch);
    source.close();
    source = null;
  }
  addEventListener('online', open);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && !source) open(); });
  open();
  return open;
}

// bar shows one line about the connection; an action puts a button behind it.
export function bar(text, action) {
  const [words, button] = $('bar').children;
  $('bar').hidden = !text;
  words.textContent = text || '';
  button.hidden = !action;
  button.onclick = action || null;
}
