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
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  hash: 'M6 2.5 4.8 13.5M11.2 2.5 10 13.500M2.800 6h11M2.200 10h11',
  thread: 'M3 3.500h10v6.500H8l-3 2.800V10H3z',
  at: 'M10.800 5.500v3.700c0 2.300 2.700 2 2.700-1.200a5.500 5.500 0 1 0-2.300 4.500M10.800 8a2.800 2.800 0 1 1-5.600 0 2.800 2.800 0 0 1 5.600 0z',
  smile: 'M8 2.200a5.800 5.800 0 1 0 0 11.600A5.800 5.800 0 0 0 8 2.200zM5.600 9.600c1.200 1.700 3.600 1.700 4.800 0M6 6.300v.4M10 6.300v.4',
  plus: 'M8 3.500v9M3.500 8h9',
  reply: 'M6.500 3.500 2.500 7.300l4 3.800V8.600c4 0 5.500 1 7 3.400-.4-3.700-2.500-6-7-6.200z',
  edit: 'M3 13l.7-3 6.800-6.800 2.300 2.300L6 12.300zM9.300 4.400l2.300 2.300',
  trash: 'M3.500 4.500h9M6.500 4.300V3h3v1.300M5 4.600l.5 8.400h5l.5-8.400',
  eye: 'M1.800 8C3.400 5.200 5.500 3.800 8 3.800s4.600 1.400 6.200 4.200C12.600 10.800 10.500 12.200 8 12.200S3.400 10.800 1.800 8zM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z',
  down: 'M4 6.300 8 10.200l4-3.900',
  right: 'M6.300 4l3.900 4-3.900 4',
  close: 'M4 4l8 8M12 4l-8 8',
  send: 'M2.500 3l11 5-11 5 1.800-5zM4.300 8h5.200',
  file: 'M4 2.500h5.500L12 5v8.500H4zM9.300 2.600V5.300H12',
  link: 'M6.800 3.500H3.500v9h9V9.200M9 3.500h3.500V7M12.300 3.700 7.500 8.500',
  arrow: 'M3 3v4.500c0 1 .5 1.500 1.500 1.500H13M10 6l3 3-3 3',
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
  return h('span', { class: `avatar ${size}`, 'aria-hidden': 'true', vars: { '--hue': HUES[sum % HUES.length] }, text: (letters[0] || '?').toUpperCase() });
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
