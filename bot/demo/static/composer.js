// The box to write in: messages, and commands with their options.

import { ask, here } from './api.js';
import { byId, h, icon, toast } from './dom.js';
import { Suggest } from './listbox.js';
import { openModal } from './modal.js';
import { CommandForm } from './command.js';
import { place, state } from './state.js';

const TALLEST = 160; // pixels

export class Composer {
  constructor(on) {
    this.on = on;
    this.root = byId('composer');
    this.commands = [];
    this.text = h('textarea', {
      id: 'box',
      class: 'box-text',
      rows: 1,
      maxlength: 2000,
      'aria-label': 'Message',
    });
    this.reply = h('div', { class: 'replying', hidden: true });
    const send = h(
      'button',
      { type: 'button', class: 'plain box-send', 'aria-label': 'Send', onclick: () => this.send() },
      icon('send'),
    );
    const slash = h(
      'button',
      {
        type: 'button',
        class: 'plain box-slash',
        'aria-label': 'Commands',
        title: 'Commands',
        onclick: () => this.startCommand(),
      },
      '/',
    );
    this.box = h('div', { class: 'box' }, slash, this.text, send);
    this.root.replaceChildren(this.reply, this.box);
    this.suggest = new Suggest(this.text, {
      label: 'Commands',
      source: (text) => this.find(text),
      onPick: (option) => this.choose(option.value),
      openOnFocus: false,
    });
    this.text.addEventListener('input', () => this.grow());
    this.text.addEventListener('keydown', (event) => this.key(event));
  }

  grow() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
  }

  draw() {
    const target = place(state.channel);
    const name =
      target?.kind === 'channel'
        ? `#${target.name}`
        : target?.kind === 'thread'
          ? `“${target.name}”`
          : target?.name || '';
    const hint = matchMedia('(max-width: 760px)').matches ? '' : ', or / for commands';
    this.text.placeholder = `Message ${name}${hint}`;
    this.showReply();
  }

  // Leaves a command or a reply behind: another member or channel is shown.
  reset() {
    this.closeCommand();
    state.replyTo = null;
    this.draw();
  }

  startCommand() {
    this.text.value = '/';
    this.text.focus();
    this.suggest.update();
  }

  async find(text) {
    if (!text.startsWith('/') || text.includes('\n')) return null;
    if (text === '/' || !this.commands.length) {
      const answer = await ask('commands', here());
      if (answer.error) {
        toast(answer.error, 'error');
        return null;
      }
      this.commands = answer.commands;
    }
    const wanted = text.slice(1).toLowerCase().trim();
    const rank = (command) => (command.name === wanted ? 0 : command.name.startsWith(wanted) ? 1 : 2);
    const fitting = this.commands.filter(
      (command) => command.name.includes(wanted) || command.description.toLowerCase().includes(wanted),
    );
    return fitting
      .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
      .map((command) => ({ value: command, label: `/${command.name}`, description: command.description }));
  }

  key(event) {
    if (event.isComposing || this.suggest.key(event)) return;
    if (event.key === 'Escape' && state.replyTo) {
      state.replyTo = null;
      this.showReply();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    this.send();
  }

  async send() {
    const content = this.text.value.trim();
    if (!content) return;
    if (content.startsWith('/')) {
      await this.sendCommand(content);
      return;
    }
    this.text.value = '';
    this.grow();
    const answer = await ask('send', { ...here(), content, reply_to: state.replyTo?.id ?? null });
    if (answer.error) {
      this.text.value = content;
      toast(answer.error, 'error');
      return;
    }
    state.replyTo = null;
    this.showReply();
    this.on.sent();
  }

  // Enter on a command as typed chooses it; Enter again, however soon, runs it.
  async sendCommand(content) {
    this.again = Boolean(this.choosing);
    if (this.choosing) return;
    this.choosing = true;
    const options = (await this.find(content)) || [];
    this.choosing = false;
    if (!options.length) {
      toast(`There is no command ${content.split(' ')[0]} for you here.`, 'error');
      return;
    }
    this.choose(options[0].value);
    if (this.again) this.form.run();
  }

  showReply() {
    const to = state.replyTo;
    this.reply.hidden = !to;
    this.reply.replaceChildren(
      ...(to
        ? [
            h('span', {}, 'Replying to ', h('strong', { text: to.author.name })),
            h(
              'button',
              {
                type: 'button',
                class: 'plain',
                'aria-label': 'Do not reply',
                onclick: () => {
                  state.replyTo = null;
                  this.showReply();
                },
              },
              icon('close'),
            ),
          ]
        : []),
    );
  }

  choose(command) {
    this.closeCommand();
    this.text.value = '';
    this.grow();
    this.suggest.close();
    this.form = new CommandForm(command, {
      run: (options) => this.run(command, options),
      cancel: () => {
        this.closeCommand();
        this.text.focus();
      },
    });
    this.box.hidden = true;
    this.root.append(this.form.node);
    this.form.focus();
  }

  closeCommand() {
    this.form?.node.remove();
    this.form = null;
    this.box.hidden = false;
    this.commands = [];
  }

  async run(command, options) {
    this.form.busy(true);
    const answer = await ask('slash', { ...here(), command: command.name, options });
    this.form?.busy(false);
    if (answer.error) {
      this.form?.problem(answer.error);
      return;
    }
    this.closeCommand();
    this.text.focus();
    if (answer.failed) this.on.tell(answer.failed);
    if (answer.modal) openModal(answer.modal, state.channel);
    this.on.sent();
  }
}
