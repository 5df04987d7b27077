// Files on both pages: choosing them, making photos smaller, and showing them.
import { el, locale, t } from './talk.js';

const MOST = 5; // files of one message
const LARGEST = 20 << 20; // bytes of one file
const PHOTO = 1.5e6; // bytes above which a photo is made smaller
const EDGE = 2000; // pixels of its longer edge then

const megabytes = (n) => Math.max(0.1, n / (1 << 20)).toLocaleString(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });

// shrink makes a large photo smaller, as a weak link would take minutes for it. Where
// and when it was taken stays behind. What cannot be read goes as it is.
async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < PHOTO || !window.createImageBitmap) return file;
  try {
    const photo = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(photo.width, photo.height));
    const canvas = el('canvas', { width: Math.round(photo.width * scale), height: Math.round(photo.height * scale) });
    const paint = canvas.getContext('2d');
    paint.fillStyle = '#fff';
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(photo, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
  } catch (e) {
    return file;
  }
}

// Tray holds the files that go with the next message. tell hears why one was not taken.
export class Tray {
  constructor(input, list, box, changed) {
    Object.assign(this, { input, list, changed, files: [], work: Promise.resolve() });
    input.addEventListener('change', () => { this.add([...input.files]); input.value = ''; });
    box.addEventListener('paste', (e) => {
      const files = [...((e.clipboardData && e.clipboardData.files) || [])];
      if (files.length && !input.disabled) { e.preventDefault(); this.add(files); }
    });
  }

  add(files) {
    this.work = this.work.then(async () => {
      let why = '';
      for (const file of files) {
        if (this.files.length === MOST) { why = t('filesMany', { n: MOST }); break; }
        const small = await shrink(file);
        if (small.size > LARGEST) why = t('fileLarge', { name: file.name, n: LARGEST >> 20 });
        else if (small.size) this.files.push(small);
      }
      this.show(why);
    });
  }

  show(why) {
    this.list.replaceChildren(...this.files.map((file) => el('li', {}, el('span', { dir: 'auto' }, file.name), ' ', megabytes(file.size),
      el('button', { type: 'button', className: 'plain', ariaLabel: t('remove', { name: file.name }), onclick: () => this.drop(file) }, '×'))),
      why ? el('li', { className: 'bad', role: 'alert' }, why) : '');
    this.list.hidden = !this.list.children.length;
    this.changed();
  }

  drop(file) {
    this.files = this.files.filter((other) => other !== file);
    this.show();
    this.input.focus();
  }

  // take gives the files and empties the tray.
  take() {
    const files = this.files;
    this.set([]);
    return files;
  }

  // set has other files in the tray.
  set(files) {
    this.files = files;
    this.show();
  }

  // put brings back files that were not sent.
  put(files) {
    this.set([...files, ...this.files].slice(0, MOST));
  }
}

// attached shows the names of files that are being sent.
export const attached = (files) => (files || []).map((file) => el('span', { className: 'file' }, t('file', { name: file.name })));

// received shows files of a line: pictures as pictures, others to save.
export function received(files) {
  return (files || []).map((file) => {
    const size = file.size ? ' (' + megabytes(file.size) + ')' : '';
    const save = () => el('a', { className: 'file', href: file.link, download: '' }, t('file', { name: file.name }) + size);
    if (!file.picture) return save();
    const link = el('a', { className: 'picture', href: file.link, target: '_blank', rel: 'noopener' });
    const picture = el('img', { src: file.link, alt: t('file', { name: file.name }), loading: 'lazy', onerror: () => link.replaceWith(save()) });
    link.append(picture);
    return link;
  });
}
