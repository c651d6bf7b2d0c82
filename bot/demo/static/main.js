// Puts the page together.

import { ask, Live } from './api.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { byId, toast } from './dom.js';
import { Sidebar } from './sidebar.js';
import { state } from './state.js';
import { setNow } from './time.js';

const conversation = new Conversation({ goto, reply });
const sidebar = new Sidebar({ goto, become });
const composer = new Composer({
  sent: () => {
    conversation.atEnd = true;
    conversation.follow();
  },
  tell: (text) => conversation.tell(text),
});

function handle(event) {
  if (event.now) setNow(event.now);
  if (event.type === 'world') {
    const first = !state.world;
    state.world = event;
    state.member = event.member;
    state.channel = event.channel;
    sidebar.draw();
    composer.draw();
    if (first) document.body.classList.add('ready');
  }
  if (event.type === 'messages' && event.channel === state.channel) conversation.update(event);
}

function goto(id) {
  if (id === state.channel) return;
  state.channel = id;
  sessionStorage.setItem('channel', id);
  look();
}

function become(id) {
  if (id === state.member) return;
  // Another member has other direct messages.
  if (state.channel === state.world.direct.id) state.channel = state.world.channels[0].id;
  state.member = id;
  look();
}

function look() {
  composer.reset();
  live.look();
}

function reply(message) {
  state.replyTo = message;
  composer.showReply();
  byId('box').focus();
}

document.addEventListener('goto', ({ detail }) => {
  if (detail.channel !== state.channel && detail.message) conversation.target = detail.message;
  else if (detail.message) conversation.show(detail.message);
  goto(detail.channel);
});

for (const button of document.querySelectorAll('[data-step]')) {
  button.addEventListener('click', async () => {
    const buttons = document.querySelectorAll('[data-step]');
    buttons.forEach((one) => {
      one.disabled = true;
    });
    button.classList.add('busy');
    const answer = await ask('advance', { step: button.dataset.step });
    button.classList.remove('busy');
    buttons.forEach((one) => {
      one.disabled = false;
    });
    button.focus();
    toast(answer.error || answer.said, answer.error ? 'error' : 'info');
  });
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const chosen = localStorage.getItem('theme');
document.documentElement.dataset.theme = chosen || (dark.matches ? 'dark' : 'light');
dark.addEventListener('change', () => {
  if (!localStorage.getItem('theme'))
    document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light';
});
byId('theme').addEventListener('click', () => {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  localStorage.setItem('theme', next);
});

state.channel = sessionStorage.getItem('channel') || '0';
const live = new Live(handle, (up) => document.body.classList.toggle('offline', !up));
