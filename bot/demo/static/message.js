// One message of the conversation.

import { ask } from './api.js';
import { component, embed, press } from './components.js';
import { avatar, h, icon, toast } from './dom.js';
import { inline, markdown } from './markdown.js';
import { pick, reactions } from './reactions.js';
import { dismiss, state } from './state.js';
import { stamp } from './time.js';

// `on` carries what the conversation does: {redraw(id), show(id), reply(message), goto(channel)}.
export function drawMessage(message, on) {
  let spoilers = 0;
  const context = {
    spoiler: () => `${message.id}:${(spoilers += 1)}`,
    press: (name, body, control) => press(message, name, body, control, () => on.redraw(message.id)),
  };
  if (message.system !== null) return systemMessage(message, context);
  const body = h('div', { class: 'body' }, headline(message), content(message, context), foot(message, on));
  return h(
    'li',
    {
      class: `message${message.ephemeral ? ' ephemeral' : ''}${message.starter ? ' starter' : ''}`,
      id: `message-${message.id}`,
      data: { author: message.author.id, at: message.at },
    },
    message.reply && replyLine(message.reply, on),
    message.used &&
      h(
        'p',
        { class: 'above' },
        icon('arrow'),
        h('strong', { text: message.used.name }),
        ' used ',
        h('span', { class: 'mention', text: `/${message.used.command}` }),
      ),
    h('div', { class: 'columns' }, avatar(message.author), body),
    !message.ephemeral && tools(message, on),
  );
}

function headline(message) {
  return h(
    'p',
    { class: 'headline' },
    h('strong', { class: 'author', text: message.author.name }),
    message.author.bot && h('span', { class: 'badge', text: 'app' }),
    stamp(message.at, 'message'),
  );
}

function content(message, context) {
  const parts = [];
  if (message.thinking)
    parts.push(h('p', { class: 'thinking', text: `${message.author.name} is thinking…` }));
  if (message.content) parts.push(h('div', { class: 'text' }, markdown(message.content, context)));
  if (message.edited && message.content)
    parts[parts.length - 1].append(h('span', { class: 'edited', text: '(edited)' }));
  parts.push(...message.embeds.map((one) => embed(one, context)));
  parts.push(...message.components.map((one) => component(one, context)));
  parts.push(...message.attachments.map(attachment));
  return parts;
}

function attachment(file) {
  if (file.type.startsWith('image/'))
    return h(
      'a',
      { href: file.url, target: '_blank', rel: 'noopener', class: 'picture' },
      h('img', { class: 'media', src: file.url, alt: file.description }),
    );
  return h(
    'a',
    { class: 'file', href: file.url, download: file.name },
    icon('file'),
    h('span', { text: file.name }),
    h('span', { class: 'muted', text: size(file.size) }),
  );
}

const size = (bytes) =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${(bytes / 1e3).toFixed(1)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;

function foot(message, on) {
  const failure = state.failures.get(message.id);
  return [
    reactions(message),
    failure && h('p', { class: 'failure', role: 'alert', text: failure }),
    message.thread &&
      h(
        'button',
        {
          type: 'button',
          class: 'thread-chip',
          data: { key: 'thread' },
          onclick: () => on.goto(message.thread.id),
        },
        icon('thread'),
        h('span', { class: 'thread-name', text: message.thread.name }),
        h('span', { class: 'muted', text: messages(message.thread.messages) }),
        icon('right'),
      ),
    message.ephemeral &&
      h(
        'p',
        { class: 'only-you' },
        icon('eye'),
        'Only you can see this',
        h('span', { 'aria-hidden': 'true' }, ' · '),
        h(
          'button',
          {
            type: 'button',
            class: 'textual',
            onclick: () => {
              dismiss(message.id);
              on.redraw(message.id);
            },
          },
          'Dismiss',
        ),
      ),
  ];
}

const messages = (count) => (count === 1 ? '1 message' : `${count} messages`);

function replyLine(reply, on) {
  const show = () => on.show(reply.id);
  return h(
    'p',
    { class: 'above' },
    icon('arrow'),
    reply.author
      ? [
          h('strong', { text: reply.author.name }),
          ' ',
          h(
            'button',
            { type: 'button', class: 'textual excerpt', onclick: show },
            plain(reply.excerpt) || 'a message',
          ),
        ]
      : h('em', { text: 'The message was deleted' }),
  );
}

const plain = (text) =>
  text
    .replace(/\|\|[\s\S]*?\|\|/g, '…')
    .replace(/<t:\d+(?::\w)?>|[*_~`#>]|-# /g, '')
    .trim();

function systemMessage(message, context) {
  return h(
    'li',
    { class: 'system', id: `message-${message.id}`, data: { author: '', at: message.at } },
    icon('arrow'),
    h('span', {}, h('strong', { text: message.author.name }), ' ', inline(message.system, context)),
    stamp(message.at, 'message'),
  );
}

function tools(message, on) {
  const own = message.author.id === state.member;
  const tool = (name, label, run) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': label,
        title: label,
        data: { key: `tool-${name}` },
        onclick: run,
      },
      icon(name),
    );
  return h(
    'div',
    { class: 'tools', role: 'group', 'aria-label': 'Actions' },
    tool('smile', 'Add a reaction', (event) => pick(event.currentTarget, message)),
    message.starter ? null : tool('reply', 'Reply', () => on.reply(message)),
    own && message.content && tool('edit', 'Edit', () => edit(message, on)),
    own && tool('trash', 'Delete', () => act('delete', message, {})),
  );
}

async function act(name, message, body) {
  const answer = await ask(name, {
    member: state.member,
    channel: message.channel,
    message: message.id,
    ...body,
  });
  if (answer.error) toast(answer.error, 'error');
  return !answer.error;
}

function edit(message, on) {
  const text = document.querySelector(`#message-${message.id} .body .text`);
  const field = h('textarea', { class: 'input', 'aria-label': 'Edit the message', rows: 2, maxlength: 2000 });
  field.value = message.content;
  field.addEventListener('keydown', async (event) => {
    if (event.key === 'Escape') on.redraw(message.id);
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (field.value.trim() && (await act('edit', message, { content: field.value }))) on.redraw(message.id);
  });
  text.replaceChildren(field, h('p', { class: 'small', text: 'Enter saves, Escape cancels' }));
  field.focus();
}

// A notice of the page's own, at the end of the conversation.
export function notice(text) {
  const node = h(
    'li',
    { class: 'message ephemeral notice' },
    h(
      'div',
      { class: 'columns' },
      h('span', { class: 'avatar blank' }),
      h(
        'div',
        { class: 'body' },
        h('p', { class: 'failure', role: 'alert', text }),
        h(
          'p',
          { class: 'only-you' },
          icon('eye'),
          'Only you can see this',
          h('span', { 'aria-hidden': 'true' }, ' · '),
          h('button', { type: 'button', class: 'textual', onclick: () => node.remove() }, 'Dismiss'),
        ),
      ),
    ),
  );
  return node;
}
