// What a person would see on each channel, and why.
import { el, linked, locale, t } from './talk.js';

const percent = (share) => share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 0 });

function message(m) {
  const text = el('p', { className: 'text', dir: 'auto' });
  text.append(linked(m.text));
  const buttons = (m.buttons || []).map((label) => el('li', { className: 'label', dir: 'auto' }, label));
  return el('li', {}, text, buttons.length ? el('ul', { className: 'labels', ariaLabel: t('buttons') }, ...buttons) : '');
}

function channel(preview) {
  return el('section', { className: 'channel' },
    el('h3', {}, preview.name), el('ol', {}, ...(preview.messages || []).map(message)));
}

function verdict(data) {
  if (!data.verdict) return t('noSearch');
  const names = { sure: t('sure'), torn: t('torn'), unknown: t('unknown') };
  return t('verdict', { verdict: names[data.verdict], confidence: percent(data.confidence), needed: percent(data.needed) });
}

// trial gives the nodes for an outcome.
export function trial(data) {
  const out = [el('p', { className: 'verdict ' + data.verdict }, verdict(data))];
  if (data.ticket) out.push(el('p', {}, t('ticket')));
  if (data.why) {
    // The reasons are in English and have columns.
    out.push(el('details', {}, el('summary', {}, t('why')), el('pre', { lang: 'en', dir: 'ltr', tabIndex: 0 }, data.why)));
  }
  out.push(el('div', { className: 'channels' }, ...data.channels.map(channel)));
  return out;
}
