// Rules of accessibility, run inside a page by the tests.
window.access = (() => {
  const named = (n) => n.tagName.toLowerCase() + (n.id ? '#' + n.id : n.className ? '.' + String(n.className).trim().replace(/ +/g, '.') : '') + ` “${n.textContent.trim().slice(0, 30)}”`;
  const hidden = (n) => !n.checkVisibility({ visibilityProperty: true }) || n.closest('[aria-hidden=true]');
  const clipped = (n) => n.closest('.unseen') !== null;

  // name is what a screen reader says; a hint inside a field is no name.
  function name(n) {
    const by = (n.getAttribute('aria-labelledby') || '').split(' ').map((id) => (document.getElementById(id) || {}).textContent || '').join('');
    const labels = [...(n.labels || [])].map((l) => l.textContent).join('');
    return [n.getAttribute('aria-label'), by, labels, /^(INPUT|TEXTAREA|SELECT)$/.test(n.tagName) ? '' : n.textContent].some((s) => s && s.trim());
  }

  const color = (s) => { const [r, g, b, a = 1] = s.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const light = (c) => [c.r, c.g, c.b].map((v) => v / 255).map((v) => (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);

  // ground is what an element's text stands on, and how opaque the element is.
  function ground(n) {
    let opaque = 1;
    const layers = [];
    for (let at = n; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layers.unshift(color(style.backgroundColor));
      opaque *= Number(style.opacity);
    }
    return { under: layers.reduce((under, layer) => over(layer, under), { r: 255, g: 255, b: 255, a: 1 }), opaque };
  }

  function contrast(n, pseudo) {
    const { under, opaque } = ground(n);
    const ink = color(getComputedStyle(n, pseudo).color);
    ink.a *= opaque;
    const [a, b] = [light(over(ink, under)), light(under)].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
  }

  function look() {
    const wrong = [];
    const ids = new Set();
    for (const n of document.querySelectorAll('[id]')) {
      if (ids.has(n.id)) wrong.push(`id ${n.id} is there twice`);
      ids.add(n.id);
    }
    for (const n of document.querySelectorAll('img:not([alt])')) wrong.push(`${named(n)}: img has no alt`);
    for (const n of document.querySelectorAll('[tabindex]')) if (n.tabIndex > 0) wrong.push(`${named(n)}: tabindex ${n.tabIndex}`);
    for (const n of document.querySelectorAll('input, textarea, select, button, a, summary')) {
      if (n.type === 'hidden' || hidden(n)) continue;
      if (!name(n)) wrong.push(`${named(n)} has no name`);
      const box = n.getBoundingClientRect();
      const inline = getComputedStyle(n).display === 'inline';
      if (!inline && !clipped(n) && (box.width < 24 || box.height < 24)) wrong.push(`${named(n)} is too small: ${box.width} by ${box.height}`);
    }
    for (const n of document.body.querySelectorAll('*')) {
      if (hidden(n) || clipped(n) || n.closest(':disabled, script, option, noscript, [type=checkbox], [type=file]')) continue;
      const field = n.matches('input, textarea, select');
      if (!field && ![...n.childNodes].some((c) => c.nodeType === 3 && c.data.trim())) continue;
      const ratio = n.placeholder && !n.value ? Math.min(contrast(n), contrast(n, '::placeholder')) : contrast(n);
      if (ratio < 4.5) wrong.push(`${named(n)}: contrast ${ratio.toFixed(2)}`);
    }
    return wrong;
  }

  // The way of the focus: begin, then stop after each Tab, then end.
  let wrong, last, seen;
  function begin() {
    [wrong, last, seen] = [[], null, new Set()];
    document.activeElement.blur();
    getSelection().removeAllRanges();
    const start = document.createElement('span');
    start.tabIndex = -1;
    (document.querySelector('dialog[open]') || document.body).prepend(start); // a dialog keeps the focus inside
    start.focus();
    start.remove();
  }

  const box = (n) => (n.matches('.unseen, .switch input') ? n.closest('label') : n).getBoundingClientRect();

  // after tells why b is not what is read after a: it is above, or before in its line.
  function after(a, b) {
    const [x, y] = [box(a), box(b)];
    if (y.bottom <= x.top + 1) return 'is above';
    const rtl = getComputedStyle(b.parentElement).direction === 'rtl';
    const line = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > Math.min(x.height, y.height) / 2;
    if (line && (rtl ? y.right > x.right + 1 : y.left < x.left - 1)) return 'is before it in its line';
    return '';
  }

  function stop() {
    const n = document.activeElement;
    if (n === document.body || seen.has(n)) return false;
    seen.add(n);
    const marks = [n, n.closest('label'), n.nextElementSibling].filter(Boolean).map((m) => getComputedStyle(m));
    if (!marks.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)) wrong.push(`${named(n)}: the focus is not seen`);
    const at = box(n);
    if (at.bottom <= 0 || at.top >= innerHeight) wrong.push(`${named(n)}: the focus is outside the window`);
    const part = (m) => m.closest('header, nav, section, form, article, main');
    if (last) {
      if (!(last.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push(`${named(n)} comes after ${named(last)}, which stands behind it`);
      else if (part(last) === part(n) && after(last, n)) wrong.push(`${named(n)} comes after ${named(last)} and ${after(last, n)}`);
    }
    last = n;
    return true;
  }

  return { look, begin, stop, end: () => wrong };
})();
