// The list of messages: draws what changed, keeps the place and the focus.

import { byId, h } from './dom.js';
import { drawMessage, notice } from './message.js';
import { state } from './state.js';
import { dayOf } from './time.js';

const GROUP = 7 * 60 * 1000; // messages by one author within this are shown as one group
const NEAR = 80; // pixels from the end at which the list follows new messages

export class Conversation {
  constructor(on) {
    this.on = { ...on, redraw: (id) => this.redraw(id), show: (id) => this.show(id) };
    this.log = byId('log');
    this.list = byId('messages');
    this.list.addEventListener('load', () => this.follow(), true); // pictures load later
    this.log.addEventListener('scroll', () => {
      this.atEnd = this.isAtEnd();
    });
    new ResizeObserver(() => this.follow()).observe(this.log);
    this.atEnd = true;
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  follow() {
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  update({ whole, changed, removed }) {
    if (whole) {
      state.messages.clear();
      this.list.replaceChildren();
      this.atEnd = true;
    }
    for (const id of removed) {
      state.messages.delete(id);
      this.node(id)?.remove();
    }
    for (const message of changed) {
      state.messages.set(message.id, message);
      this.place(message);
    }
    this.regroup();
    this.follow();
    if (whole && this.target) this.show(this.target);
    if (whole) this.target = null;
  }

  // Brings a message into view, and marks it for a moment.
  show(id) {
    const node = this.node(id);
    if (!node) return;
    this.atEnd = false;
    node.scrollIntoView({ block: 'center' });
    node.classList.add('flash');
    setTimeout(() => node.classList.remove('flash'), 1600);
  }

  node(id) {
    return byId(`message-${id}`);
  }

  redraw(id) {
    const message = state.messages.get(id);
    if (message) this.place(message);
    this.regroup();
    this.follow();
  }

  place(message) {
    const old = this.node(message.id);
    if (state.dismissed.has(message.id)) {
      old?.remove();
      return;
    }
    const fresh = drawMessage(message, this.on);
    if (old) {
      swap(old, fresh);
      return;
    }
    const next = [...this.list.children].find(
      (node) => node.id && order(message) < order(state.messages.get(node.id.slice(8))),
    );
    this.list.insertBefore(fresh, next || null);
  }

  // Marks messages that continue their predecessor's group, and separates days.
  regroup() {
    this.list.querySelectorAll('.day').forEach((node) => node.remove());
    let before = null;
    for (const node of [...this.list.children]) {
      const { author } = node.dataset;
      const at = Number(node.dataset.at);
      const newDay = !before || new Date(at).toDateString() !== new Date(before.at).toDateString();
      if (newDay && !node.classList.contains('starter'))
        this.list.insertBefore(
          h('li', { class: 'day', role: 'separator' }, h('span', { text: dayOf(at) })),
          node,
        );
      const joins =
        before &&
        !newDay &&
        author &&
        author === before.author &&
        at - before.at < GROUP &&
        !node.querySelector('.above') &&
        !node.classList.contains('ephemeral') &&
        !before.loose;
      node.classList.toggle('follows', Boolean(joins));
      before = {
        author,
        at,
        loose: node.classList.contains('ephemeral') || node.classList.contains('starter'),
      };
    }
    this.list.classList.toggle('empty', !this.list.children.length);
  }

  tell(text) {
    this.list.append(notice(text));
    this.atEnd = true;
    this.follow();
  }
}

// The starter of a thread comes first; ids are ordered in time.
const order = (message) => (message.starter ? 0n : BigInt(message.id));

function swap(old, fresh) {
  const key = old.contains(document.activeElement) && document.activeElement.dataset.key;
  old.replaceWith(fresh);
  if (!key) return;
  // A menu that led to the next one is gone: its successor gets the focus.
  const again = fresh.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const next = key.startsWith('id-') && fresh.querySelector('[data-key^="id-"]');
  (again || next || null)?.focus({ preventScroll: true });
}
