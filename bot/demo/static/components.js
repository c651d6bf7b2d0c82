// Components V2, buttons and menus of a message, and embeds.

import { ask } from './api.js';
import { emoji, h, icon, toast } from './dom.js';
import { chevron, openMenu } from './listbox.js';
import { inline, markdown } from './markdown.js';
import { openModal } from './modal.js';
import { places, state } from './state.js';
import { stamp } from './time.js';

const BUTTONS = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link', 6: 'secondary' };

// `context` also carries the message, and `press(name, body, control)` to act on it.
export function component(part, context) {
  const draw = DRAW[part.type];
  if (!draw) return h('p', { class: 'unknown', text: `(a component of type ${part.type})` });
  const node = draw(part, context);
  return part.spoiler ? hide(node, context) : node;
}

const all = (parts, context) => (parts || []).map((part) => component(part, context));

const DRAW = {
  1: (part, context) => h('div', { class: 'row' }, all(part.components, context)),
  2: button,
  3: menu,
  5: menu,
  6: menu,
  7: menu,
  8: menu,
  9: (part, context) =>
    h(
      'div',
      { class: 'section' },
      h('div', { class: 'section-text' }, all(part.components, context)),
      part.accessory && h('div', { class: 'section-side' }, component(part.accessory, context)),
    ),
  10: (part, context) => h('div', { class: 'text' }, markdown(part.content, context)),
  11: (part) => picture(part, 'thumbnail'),
  12: (part, context) =>
    h(
      'div',
      { class: `gallery n${Math.min(part.items.length, 4)}` },
      part.items.map((item) =>
        item.spoiler ? hide(picture(item, 'media'), context) : picture(item, 'media'),
      ),
    ),
  13: file,
  14: (part) =>
    h('div', {
      class: `separator${part.divider === false ? ' blank' : ''}${part.spacing === 2 ? ' wide' : ''}`,
      role: part.divider === false ? null : 'separator',
    }),
  17: (part, context) =>
    h(
      'div',
      { class: 'container', vars: { '--stripe': colour(part.accent_color ?? part.accent_colour) } },
      all(part.components, context),
    ),
};

function colour(value) {
  return value === null || value === undefined
    ? 'var(--line)'
    : `#${Number(value).toString(16).padStart(6, '0')}`;
}

function hide(node, context) {
  const key = context.spoiler();
  if (state.opened.has(key)) return node;
  const cover = h(
    'button',
    {
      type: 'button',
      class: 'cover',
      onclick: () => {
        state.opened.add(key);
        shell.replaceWith(node);
      },
    },
    'Spoiler: show it',
  );
  const shell = h('div', { class: 'covered' }, node, cover);
  node.setAttribute('inert', '');
  cover.addEventListener('click', () => node.removeAttribute('inert'));
  return shell;
}

// Pictures come from this server only; others stay links, so that nothing leaves the machine.
function picture(part, kind) {
  const url = part.media?.url || '';
  const alt = part.description || '';
  if (!url.startsWith('/media/')) return h('p', { class: 'file' }, icon('link'), alt || url);
  const image = h('img', { src: url, alt, class: kind, loading: 'lazy' });
  return h(
    'figure',
    { class: `${kind}-frame` },
    h('a', { href: url, target: '_blank', rel: 'noopener', title: alt || null }, image),
  );
}

function file(part) {
  const url = part.file?.url || '';
  const name = part.name || decodeURIComponent(url.split('/').pop()) || 'file';
  if (!url.startsWith('/media/')) return h('p', { class: 'file' }, icon('file'), name);
  return h('a', { class: 'file', href: url, download: name }, icon('file'), h('span', { text: name }));
}

function button(part, context) {
  const style = BUTTONS[part.style] || 'secondary';
  const label = [part.emoji?.name && emoji(part.emoji.name), part.label && h('span', { text: part.label })];
  if (part.url)
    return h(
      'a',
      { class: `button ${style}`, href: part.url, target: '_blank', rel: 'noopener noreferrer' },
      label,
      icon('link'),
    );
  return h(
    'button',
    {
      type: 'button',
      class: `button ${style}`,
      disabled: part.disabled,
      data: { key: `id-${part.custom_id}` },
      onclick: (event) => context.press('click', { custom_id: part.custom_id }, event.currentTarget),
    },
    label,
  );
}

const entity = { 5: ['user'], 6: ['role'], 7: ['user', 'role'], 8: ['channel'] };

export function menuOptions(part) {
  const kinds = entity[part.type];
  if (!kinds)
    return part.options.map((one) => ({
      value: one.value,
      label: one.label,
      description: one.description,
      emoji: one.emoji?.name,
      selected: one.default,
    }));
  const preset = new Set((part.default_values || []).map((one) => String(one.id)));
  const lists = {
    user: () => state.world.members.map((one) => ({ value: one.id, label: one.name, user: one })),
    role: () => state.world.roles.map((one) => ({ value: one.id, label: `@${one.name}` })),
    channel: () =>
      places()
        .filter((one) => one.kind === 'channel')
        .map((one) => ({ value: one.id, label: `#${one.name}` })),
  };
  return kinds.flatMap((kind) => lists[kind]()).map((one) => ({ ...one, selected: preset.has(one.value) }));
}

export function menuLabel(options, part) {
  const chosen = options.filter((one) => one.selected).map((one) => one.label);
  return chosen.length ? chosen.join(', ') : part.placeholder || 'Make a choice';
}

function menu(part, context) {
  const options = menuOptions(part);
  const empty = !options.some((one) => one.selected);
  const open = async (event) => {
    const control = event.currentTarget;
    const values = await openMenu(control, {
      label: part.placeholder || 'Choices',
      options,
      min: part.min_values ?? 1,
      max: part.max_values ?? 1,
    });
    if (values) context.press('select', { custom_id: part.custom_id, values }, control);
  };
  return h(
    'button',
    {
      type: 'button',
      class: `select${empty ? ' empty' : ''}`,
      disabled: part.disabled,
      'aria-haspopup': 'listbox',
      data: { key: `id-${part.custom_id}` },
      onclick: open,
    },
    h('span', { class: 'select-label', text: menuLabel(options, part) }),
    chevron(),
  );
}

// Presses something on a message: shows forms, and what went wrong.
export async function press(message, name, body, control, redraw) {
  state.failures.delete(message.id);
  control.classList.add('busy');
  const answer = await ask(name, {
    member: state.member,
    channel: message.channel,
    message: message.id,
    ...body,
  });
  control.classList.remove('busy');
  if (answer.error) toast(answer.error, 'error');
  if (answer.failed) state.failures.set(message.id, answer.failed);
  if (answer.modal) openModal(answer.modal, message.channel);
  redraw();
}

export function embed(data, context) {
  const image =
    data.image?.url?.startsWith('/media/') &&
    h('img', { class: 'media', src: data.image.url, alt: data.image.description || '' });
  const thumb =
    data.thumbnail?.url?.startsWith('/media/') &&
    h('img', { class: 'thumbnail', src: data.thumbnail.url, alt: '' });
  return h(
    'div',
    { class: 'container embed', vars: { '--stripe': colour(data.color) } },
    h(
      'div',
      { class: 'embed-main' },
      data.author && h('p', { class: 'embed-author', text: data.author.name }),
      data.title &&
        h(
          'div',
          { class: 'embed-title' },
          data.url
            ? h(
                'a',
                { href: data.url, target: '_blank', rel: 'noopener noreferrer' },
                inline(data.title, context),
              )
            : inline(data.title, context),
        ),
      data.description && h('div', { class: 'text' }, markdown(data.description, context)),
      data.fields?.length &&
        h(
          'dl',
          { class: 'fields' },
          data.fields.map((field) =>
            h(
              'div',
              { class: field.inline ? 'field inline' : 'field' },
              h('dt', {}, inline(field.name, context)),
              h('dd', {}, markdown(field.value, context)),
            ),
          ),
        ),
      image,
      (data.footer || data.timestamp) &&
        h(
          'p',
          { class: 'small' },
          data.footer?.text,
          data.footer && data.timestamp ? ' · ' : '',
          data.timestamp && stamp(Date.parse(data.timestamp), 'f'),
        ),
    ),
    thumb,
  );
}
