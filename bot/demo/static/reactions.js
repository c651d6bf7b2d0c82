// Reactions under a message, and the picker to add one.

import { ask } from './api.js';
import { emoji, emojiName, h, icon, toast } from './dom.js';
import { put } from './listbox.js';
import { state } from './state.js';

const LETTERS = [...'ABCDEFGHIJ'].map((letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65));
const FACES = [
  '👍',
  '👎',
  '❤️',
  '😂',
  '🎉',
  '🤔',
  '👀',
  '✅',
  '❌',
  '🔥',
  '🙏',
  '💯',
  '🚀',
  '💡',
  '😅',
  '😮',
];

async function react(message, text, reacted) {
  const answer = await ask('react', {
    member: state.member,
    channel: message.channel,
    message: message.id,
    emoji: text,
    reacted,
  });
  if (answer.error) toast(answer.error, 'error');
}

export function reactions(message) {
  if (!message.reactions.length) return null;
  return h(
    'div',
    { class: 'reactions', role: 'group', 'aria-label': 'Reactions' },
    message.reactions.map((reaction) => chip(message, reaction)),
    h(
      'button',
      {
        type: 'button',
        class: 'reaction add',
        'aria-label': 'Add a reaction',
        title: 'Add a reaction',
        data: { key: 'add-reaction' },
        onclick: (event) => pick(event.currentTarget, message),
      },
      icon('smile'),
    ),
  );
}

function chip(message, reaction) {
  const mine = reaction.users.some((user) => user.id === state.member);
  const names = reaction.users.map((user) => user.name);
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const title = `${new Intl.ListFormat('en').format(shown)} reacted with ${emojiName(reaction.emoji)}`;
  return h(
    'button',
    {
      type: 'button',
      class: `reaction${mine ? ' mine' : ''}`,
      'aria-pressed': String(mine),
      title,
      'aria-label': `${emojiName(reaction.emoji)}, ${names.length}`,
      data: { key: `reaction-${reaction.emoji}` },
      onclick: () => react(message, reaction.emoji, !mine),
    },
    emoji(reaction.emoji),
    h('span', { class: 'reaction-count', text: names.length }),
  );
}

let openPicker = null;

export function pick(anchor, message) {
  openPicker?.();
  const tile = (text) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tile',
        'aria-label': emojiName(text),
        onclick: () => {
          close();
          react(message, text, true);
        },
      },
      emoji(text),
    );
  const popup = h(
    'div',
    { class: 'menu picker', role: 'dialog', 'aria-label': 'Add a reaction' },
    h('div', { class: 'tiles' }, LETTERS.map(tile)),
    h('div', { class: 'tiles' }, FACES.map(tile)),
  );
  const outside = (event) => {
    if (!popup.contains(event.target)) close();
  };
  function close() {
    document.removeEventListener('pointerdown', outside, true);
    popup.remove();
    openPicker = null;
    if (anchor.isConnected) anchor.focus();
  }
  openPicker = close;
  popup.addEventListener('keydown', (event) => {
    const tiles = [...popup.querySelectorAll('.tile')];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (event.key === 'Escape') close();
    else if (step)
      tiles[(tiles.indexOf(document.activeElement) + step + tiles.length) % tiles.length].focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener('pointerdown', outside, true);
  document.body.append(popup);
  put(popup, anchor);
  popup.querySelector('.tile').focus();
}
