// The server's channels and threads, and the member whose eyes the page shows.

import { avatar, byId, h, icon } from './dom.js';
import { chevron, openMenu } from './listbox.js';
import { me, place, places, state } from './state.js';

const THREADS = 4; // shown under each channel, the latest first

export class Sidebar {
  constructor(on) {
    this.on = on;
    this.seen = new Map(); // place -> its latest message when it was shown
    byId('menu').addEventListener('click', () => this.toggle());
    byId('veil').addEventListener('click', () => this.toggle(false));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && byId('side').classList.contains('open')) {
        this.toggle(false);
        byId('menu').focus();
      }
    });
  }

  toggle(open = !byId('side').classList.contains('open')) {
    byId('side').classList.toggle('open', open);
    byId('veil').hidden = !open;
    byId('menu').setAttribute('aria-expanded', String(open));
    if (open) byId('side').querySelector('[aria-current]')?.focus();
  }

  draw() {
    // What is drawn stays until it changes, so that nobody presses a button that is just replaced.
    const drawn = JSON.stringify([state.world, state.channel], (key, value) =>
      key === 'latest' || key === 'now' ? undefined : value,
    );
    if (drawn !== this.drawn) this.redraw();
    this.drawn = drawn;
    this.mark();
  }

  // Marks the places where something was written since they were last shown.
  mark() {
    for (const one of places()) {
      if (one.id === state.channel || !this.seen.has(one.id)) this.seen.set(one.id, one.latest);
      const node = byId('channels').querySelector(`[data-key="place-${one.id}"]`);
      const unread = this.seen.get(one.id) !== one.latest;
      node?.classList.toggle('unread', unread);
      node?.setAttribute('title', unread ? `${one.name} (unread)` : one.name);
    }
  }

  redraw() {
    const { world } = state;
    const focused = document.activeElement?.dataset?.key;
    byId('guild').textContent = world.guild;
    byId('channels').replaceChildren(
      h('h2', { class: 'side-head' }, 'Channels'),
      h(
        'ul',
        { class: 'places' },
        world.channels.map((channel) => this.channel(channel)),
      ),
      h('h2', { class: 'side-head' }, 'Direct messages'),
      h('ul', { class: 'places' }, h('li', {}, this.link(world.direct, avatar({ bot: true }, 'mini')))),
    );
    byId('who').replaceChildren(this.switch());
    this.head();
    if (focused)
      byId('side')
        .querySelector(`[data-key="${CSS.escape(focused)}"]`)
        ?.focus();
  }

  channel(channel) {
    const shown = channel.threads.slice(0, THREADS);
    const rest = channel.threads.slice(THREADS).filter((one) => one.id === state.channel);
    return h(
      'li',
      {},
      this.link(channel, icon('hash')),
      shown.length > 0 &&
        h(
          'ul',
          { class: 'threads' },
          [...shown, ...rest].map((thread) => h('li', {}, this.link(thread, icon('thread')))),
        ),
    );
  }

  link(target, mark) {
    const current = target.id === state.channel;
    return h(
      'button',
      {
        type: 'button',
        class: 'place',
        'aria-current': current ? 'page' : null,
        data: { key: `place-${target.id}` },
        onclick: () => {
          this.toggle(false);
          this.on.goto(target.id);
        },
      },
      mark,
      h('span', { class: 'place-name', text: target.name }),
    );
  }

  switch() {
    const one = me();
    const open = async (event) => {
      const options = state.world.members.map((member) => ({
        value: member.id,
        label: member.name,
        description: about(member),
        user: member,
        selected: member.id === state.member,
      }));
      const picked = await openMenu(event.currentTarget, {
        label: 'See the server as',
        options,
        search: false,
      });
      if (!picked) return;
      this.toggle(false);
      this.on.become(picked[0]);
    };
    return h(
      'button',
      {
        type: 'button',
        class: 'who',
        'aria-haspopup': 'listbox',
        'aria-label': `You are ${one.name}. Switch the member`,
        data: { key: 'who' },
        onclick: open,
      },
      avatar(one, 'mid'),
      h(
        'span',
        { class: 'who-text' },
        h('span', { class: 'who-name', text: one.name }),
        h('span', { class: 'who-note', text: one.admin ? about(one) : `member · ${about(one)}` }),
      ),
      chevron(),
    );
  }

  head() {
    const here = place(state.channel);
    const parent = here?.kind === 'thread' ? here.parent : null;
    byId('place').replaceChildren(
      ...[
        parent &&
          h(
            'button',
            { type: 'button', class: 'textual parent', onclick: () => this.on.goto(parent.id) },
            `#${parent.name}`,
          ),
        parent && icon('right'),
        here && (here.kind === 'direct' ? icon('at') : parent ? icon('thread') : icon('hash')),
        h('span', { class: 'head-text', text: here?.name || '' }),
      ].filter(Boolean),
    );
    byId('topic').textContent =
      here?.topic || (here?.kind === 'direct' ? 'Direct messages: only you and the bot see them' : '');
    document.title = here ? `${here.name} · Viva demo` : 'Viva demo';
  }
}

// Roles first, since they change: `@Season champion · strong, and quick`.
const about = (member) => [...member.roles.map((role) => `@${role}`), member.note].join(' · ');
