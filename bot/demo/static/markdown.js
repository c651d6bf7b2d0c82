// Discord's Markdown as DOM nodes.
//
// `context` carries what the text stands in: {spoiler: () => key} numbers its spoilers, so that one
// that was opened stays open when the message is drawn again.

import { h } from './dom.js';
import { highlight } from './highlight.js';
import { nameOfRole, nameOfUser, place, state } from './state.js';
import { stamp } from './time.js';

const BLOCKS = /```(?:([\w+#.-]+)\n)?\n?([\s\S]*?)\n?```|`[^`\n]+`|\|\|([\s\S]+?)\|\|/g;

// Headings, lists and so on: returns an array of nodes.
export function markdown(text, context) {
  const out = [];
  let last = 0;
  for (const match of text.matchAll(BLOCKS)) {
    const [all, language, code, hidden] = match;
    if (code === undefined && !(hidden || '').includes('\n')) continue;
    out.push(...lines(text.slice(last, match.index), context));
    out.push(
      code !== undefined
        ? codeBlock(code, (language || '').toLowerCase())
        : spoiler(markdown(hidden.trim(), context), context, 'div'),
    );
    last = match.index + all.length;
    if (text[last] === '\n') last += 1;
  }
  out.push(...lines(text.slice(last), context));
  return out;
}

function codeBlock(code, language) {
  return h('pre', { class: 'code', tabindex: '0' }, h('code', {}, highlight(code, language)));
}

const HEADING = /^(#{1,3}) +(.+)$/,
  SMALL = /^-# +(.+)$/,
  QUOTE = /^> ?(.*)$/,
  ITEM = /^( *)([-*]|\d+\.) +(.*)$/;

function lines(text, context) {
  const out = [];
  const rows = text.replace(/\n$/, '').split('\n');
  if (rows.length === 1 && rows[0] === '') return out;
  for (let i = 0; i < rows.length;) {
    const taken =
      quote(rows, i, context, out) ||
      list(rows, i, context, out) ||
      single(rows[i], context, out) ||
      paragraph(rows, i, context, out);
    i += taken;
  }
  return out;
}

function quote(rows, start, context, out) {
  if (rows[start].startsWith('>>> ')) {
    const inner = [rows[start].slice(4), ...rows.slice(start + 1)].join('\n');
    out.push(h('blockquote', {}, lines(inner, context)));
    return rows.length - start;
  }
  let end = start;
  const inner = [];
  for (let match; end < rows.length && (match = QUOTE.exec(rows[end])); end += 1) inner.push(match[1]);
  if (end > start) out.push(h('blockquote', {}, lines(inner.join('\n'), context)));
  return end - start;
}

function list(rows, start, context, out) {
  let end = start;
  const items = [];
  for (let match; end < rows.length && (match = ITEM.exec(rows[end])); end += 1) {
    const item = { depth: match[1].length, ordered: /\d/.test(match[2]), mark: match[2], text: match[3] };
    if (items.length && item.depth <= items[0].depth && item.ordered !== items[0].ordered) break;
    items.push(item);
  }
  if (items.length) out.push(nest(items, context));
  return end - start;
}

function nest(items, context) {
  const { ordered } = items[0];
  const root = h(ordered ? 'ol' : 'ul', ordered ? { start: parseInt(items[0].mark, 10) } : {});
  for (let i = 0; i < items.length;) {
    const li = h('li', {}, inline(items[i].text, context));
    let end = i + 1;
    while (end < items.length && items[end].depth > items[i].depth) end += 1;
    if (end > i + 1) li.append(nest(items.slice(i + 1, end), context));
    root.append(li);
    i = end;
  }
  return root;
}

function single(row, context, out) {
  const heading = HEADING.exec(row);
  if (heading)
    out.push(
      h(
        'div',
        { class: `h${heading[1].length}`, role: 'heading', 'aria-level': heading[1].length + 2 },
        inline(heading[2], context),
      ),
    );
  const small = !heading && SMALL.exec(row);
  if (small) out.push(h('p', { class: 'small' }, inline(small[1], context)));
  return heading || small ? 1 : 0;
}

function paragraph(rows, start, context, out) {
  let end = start + 1;
  while (end < rows.length && ![HEADING, SMALL, QUOTE, ITEM].some((rule) => rule.test(rows[end]))) end += 1;
  const text = rows.slice(start, end).join('\n');
  if (text.trim()) out.push(h('p', {}, inline(text.replace(/^\n+|\n+$/g, ''), context)));
  return end - start;
}

function spoiler(children, context, tag = 'span') {
  const key = context.spoiler();
  const node = h(
    tag,
    { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Spoiler: show it' },
    h(tag, { class: 'spoiler-text' }, children),
  );
  const open = () => {
    state.opened.add(key);
    node.classList.add('open');
    for (const name of ['role', 'tabindex', 'aria-label']) node.removeAttribute(name);
    node.firstChild.removeAttribute('inert');
  };
  node.firstChild.setAttribute('inert', '');
  node.addEventListener('click', open);
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open();
    }
  });
  if (state.opened.has(key)) open();
  return node;
}

const wrap = (tag) => (match, context) => h(tag, {}, inline(match[1], context));

const JUMP = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/;

function link(url, children) {
  const jump = JUMP.exec(url);
  if (jump) return within({ class: 'jump' }, children, jump[1], jump[2]);
  if (!/^https?:\/\//i.test(url)) return h('span', {}, children);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, children);
}

function mention(kind, name) {
  return h('span', { class: 'mention' }, `${kind}${name}`);
}

function goto(id) {
  const known = place(id);
  if (!known) return mention('#', 'unknown');
  const label = known.kind === 'thread' ? known.name : `#${known.name}`;
  return within({ class: 'mention' }, label, id);
}

// A link to another place of the page.
function within(props, children, channel, message = '') {
  const go = (event) => {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('goto', { detail: { channel, message } }));
  };
  return h('a', { ...props, href: `#${message || channel}`, onclick: go }, children);
}

const RULES = [
  [/\\([\\`*_~|>#[\]()<:@-])/y, (match) => match[1]],
  [
    /``([\s\S]+?)``(?!`)|`([^`\n]+)`/y,
    (match) => h('code', { class: 'code-inline', text: (match[1] ?? match[2]).trim() }),
  ],
  [/\|\|([\s\S]+?)\|\|/y, (match, context) => spoiler(inline(match[1], context), context)],
  [/\*\*([\s\S]+?)\*\*(?!\*)/y, wrap('strong')],
  [/__([\s\S]+?)__(?!_)/y, wrap('u')],
  [/~~([\s\S]+?)~~/y, wrap('s')],
  [/\*(?![\s*])((?:\*\*[\s\S]+?\*\*|[^*])+?)(?<!\s)\*(?!\*)/y, wrap('em')],
  [/(?<!\w)_(?!_)((?:__[\s\S]+?__|[^_])+?)_(?![\w_])/y, wrap('em')],
  [/<@!?(\d+)>/y, (match) => mention('@', nameOfUser(match[1]) || 'unknown')],
  [/<@&(\d+)>/y, (match) => mention('@', nameOfRole(match[1]) || 'unknown')],
  [/<#(\d+)>/y, (match) => goto(match[1])],
  [/<\/([-\w ]+):\d+>/y, (match) => mention('/', match[1])],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (match) => stamp(Number(match[1]) * 1000, match[2])],
  [/<a?:(\w+):\d+>/y, (match) => h('span', { class: 'emoji', text: `:${match[1]}:` })],
  [/@(everyone|here)\b/y, (match) => mention('@', match[1])],
  [
    /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s<>]+?)>?\)/iy,
    (match, context) => link(match[2], inline(match[1], context)),
  ],
  [/<(https?:\/\/[^\s<>]+)>/iy, (match) => link(match[1], match[1])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]!?*_|]/iy, (match) => link(match[0], match[0])],
  [/\n/y, () => h('br')],
];

// Emphasis, links, mentions and so on: returns an array of nodes and strings.
export function inline(text, context) {
  const out = [];
  let plain = '';
  for (let i = 0; i < text.length;) {
    const hit = first(text, i);
    if (!hit) {
      plain += text[i];
      i += 1;
      continue;
    }
    if (plain) out.push(plain);
    plain = '';
    out.push(hit.make(hit.match, context));
    i += hit.match[0].length;
  }
  if (plain) out.push(plain);
  return out;
}

const STARTS = /[\\`|*_~<@[h\n]/i;

function first(text, at) {
  if (!STARTS.test(text[at])) return null;
  for (const [rule, make] of RULES) {
    rule.lastIndex = at;
    const match = rule.exec(text);
    if (match) return { match, make };
  }
  return null;
}
