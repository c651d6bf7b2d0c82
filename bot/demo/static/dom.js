// Building the page. Text only ever becomes text nodes: nothing here parses HTML.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'vars') for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  hash: 'M6 2.5 4.8 13.5M11.2 2.5 10 13.5M2.8 6h11M2.2 10h11',
  thread: 'M3 3.5h10v6.5H8l-3 2.8V10H3z',
  at: 'M10.8 5.5v3.7c0 2.3 2.7 2 2.7-1.2a5.5 5.5 0 1 0-2.3 4.5M10.8 8a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z',
  smile: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM5.6 9.6c1.2 1.7 3.6 1.7 4.8 0M6 6.3v.4M10 6.3v.4',
  plus: 'M8 3.5v9M3.5 8h9',
  reply: 'M6.5 3.5 2.5 7.3l4 3.8V8.6c4 0 5.5 1 7 3.4-.4-3.7-2.5-6-7-6.2z',
  edit: 'M3 13l.7-3 6.8-6.8 2.3 2.3L6 12.3zM9.3 4.4l2.3 2.3',
  trash: 'M3.5 4.5h9M6.5 4.3V3h3v1.3M5 4.6l.5 8.4h5l.5-8.4',
  eye: 'M1.8 8C3.4 5.2 5.5 3.8 8 3.8s4.6 1.4 6.2 4.2C12.6 10.8 10.5 12.2 8 12.2S3.4 10.8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  down: 'M4 6.3 8 10.2l4-3.9',
  right: 'M6.3 4l3.9 4-3.9 4',
  close: 'M4 4l8 8M12 4l-8 8',
  send: 'M2.5 3l11 5-11 5 1.8-5zM4.3 8h5.2',
  file: 'M4 2.5h5.5L12 5v8.5H4zM9.3 2.6V5.3H12',
  link: 'M6.8 3.5H3.5v9h9V9.2M9 3.5h3.5V7M12.3 3.7 7.5 8.5',
  arrow: 'M3 3v4.5c0 1 .5 1.5 1.5 1.5H13M10 6l3 3-3 3',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

const HUES = [262, 18, 152, 205, 330, 44, 98, 284, 0, 176];

export function avatar(user, size = '') {
  if (user.bot) return h('img', { class: `avatar ${size}`, src: '/static/icon.svg', alt: '' });
  const letters = [...user.name.trim()];
  const sum = letters.reduce((total, letter) => total + letter.codePointAt(0), 0);
  return h('span', {
    class: `avatar ${size}`,
    'aria-hidden': 'true',
    vars: { '--hue': HUES[sum % HUES.length] },
    text: (letters[0] || '?').toUpperCase(),
  });
}

export function toast(text, kind = 'info') {
  const item = h('p', { class: `toast ${kind}`, text });
  byId('toasts').append(item);
  setTimeout(() => item.remove(), 6000);
}

// Emoji. Letters are drawn as tiles, so that they look alike with and without an emoji font.

const FIRST_LETTER = 0x1f1e6;

export function emoji(text) {
  const code = text.codePointAt(0) - FIRST_LETTER;
  if (code >= 0 && code < 26 && [...text].length === 1) {
    return h('span', { class: 'letter', text: String.fromCharCode(65 + code) });
  }
  return h('span', { class: 'emoji', text });
}

export function emojiName(text) {
  const code = text.codePointAt(0) - FIRST_LETTER;
  return code >= 0 && code < 26 ? `letter ${String.fromCharCode(65 + code)}` : text;
}
