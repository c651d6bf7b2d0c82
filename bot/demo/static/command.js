// A chosen command with fields for its options.

import { ask, here } from './api.js';
import { h, icon } from './dom.js';
import { Suggest } from './listbox.js';
import { places, state } from './state.js';

const STRING = 3,
  INTEGER = 4,
  BOOLEAN = 5,
  USER = 6,
  CHANNEL = 7,
  ROLE = 8,
  MENTIONABLE = 9,
  NUMBER = 10;
const TYPES = {
  [STRING]: 'text',
  [INTEGER]: 'whole number',
  [BOOLEAN]: 'true or false',
  [USER]: 'member',
  [CHANNEL]: 'channel',
  [ROLE]: 'role',
  [MENTIONABLE]: 'member or role',
  [NUMBER]: 'number',
  11: 'file',
};
const TYPING = 180; // milliseconds to wait for more before the bot is asked

export class CommandForm {
  constructor(command, on) {
    this.command = command;
    this.on = on;
    this.fields = new Map();
    this.list = h('div', { class: 'command-fields' });
    this.more = h('div', { class: 'command-more' });
    this.note = h('p', { class: 'form-problem', role: 'alert' });
    this.submit = h('button', { type: 'submit', class: 'button primary' }, 'Run');
    this.node = h(
      'form',
      {
        class: 'command',
        novalidate: true,
        'aria-label': `/${command.name}`,
        onsubmit: (event) => {
          event.preventDefault();
          this.run();
        },
      },
      h(
        'header',
        { class: 'command-head' },
        h('code', { class: 'command-name', text: `/${command.name}` }),
        h('span', { class: 'muted', text: command.description }),
        h(
          'button',
          { type: 'button', class: 'plain', 'aria-label': 'Cancel the command', onclick: on.cancel },
          icon('close'),
        ),
      ),
      this.list,
      this.note,
      h('footer', { class: 'command-foot' }, this.more, this.submit),
    );
    this.node.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) on.cancel();
    });
    for (const option of command.options) if (option.required) this.add(option);
    this.offer();
  }

  focus() {
    const [first] = this.fields.values();
    (first?.input || this.submit).focus();
  }

  busy(now) {
    this.submit.disabled = now;
    this.submit.classList.toggle('busy', now);
  }

  problem(text) {
    this.note.textContent = text;
  }

  // Buttons for the options that were not asked for yet.
  offer() {
    const left = this.command.options.filter((option) => !this.fields.has(option.name));
    this.more.replaceChildren(
      ...left.map((option) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            title: option.description,
            onclick: () => {
              this.add(option).input.focus();
              this.offer();
            },
          },
          icon('plus'),
          option.name,
        ),
      ),
    );
  }

  add(option) {
    const field = new Field(option, this);
    this.fields.set(option.name, field);
    this.list.append(field.node);
    return field;
  }

  remove(option) {
    this.fields.get(option.name).node.remove();
    this.fields.delete(option.name);
    this.offer();
    this.focus();
  }

  values(without = '') {
    const out = {};
    for (const [name, field] of this.fields)
      if (name !== without && field.value !== '') out[name] = field.value;
    return out;
  }

  run() {
    this.problem('');
    for (const field of this.fields.values()) {
      const wrong = field.check();
      if (wrong) {
        this.problem(wrong);
        field.input.focus();
        return;
      }
    }
    this.on.run(this.values());
  }
}

class Field {
  constructor(option, form) {
    this.option = option;
    this.form = form;
    this.chosen = null; // the option of the list that fills the field
    const id = `option-${option.name}`;
    this.input = h('input', {
      id,
      class: 'input',
      placeholder: hint(option),
      'aria-required': String(Boolean(option.required)),
      inputmode: option.type === INTEGER ? 'numeric' : option.type === NUMBER ? 'decimal' : null,
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: option.max_length,
    });
    const remove =
      !option.required &&
      h(
        'button',
        {
          type: 'button',
          class: 'plain',
          'aria-label': `Leave out ${option.name}`,
          onclick: () => form.remove(option),
        },
        icon('close'),
      );
    this.node = h(
      'div',
      { class: 'command-field' },
      h(
        'label',
        { for: id, title: option.description },
        option.name,
        option.required && h('span', { class: 'star', 'aria-hidden': 'true' }, ' *'),
      ),
      h('div', { class: 'command-input' }, this.input, remove),
      h('p', { class: 'field-note', text: option.description }),
    );
    const source = this.source();
    if (source)
      this.suggest = new Suggest(this.input, {
        label: `Choices for ${option.name}`,
        source,
        wait: option.autocomplete ? TYPING : 0,
        onPick: (picked) => this.pick(picked),
      });
    this.input.addEventListener('input', () => {
      this.chosen = null;
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Tab' && !(this.suggest?.isOpen && this.input.value && !this.chosen)) return;
      if (this.suggest?.key(event)) event.stopPropagation();
    });
  }

  get value() {
    if (this.chosen) return this.chosen.value;
    return this.input.value.trim();
  }

  pick(picked) {
    this.chosen = { value: String(picked.value), label: picked.label };
    this.input.value = picked.label;
  }

  check() {
    const { option } = this;
    const text = this.value;
    if (text === '') return option.required ? `${option.name} is needed.` : '';
    if (this.chosen) return '';
    const entries = this.entries();
    if (!entries) {
      if (option.type === INTEGER && !/^-?\d+$/.test(text)) return `${option.name} has to be a whole number.`;
      if (option.type === NUMBER && Number.isNaN(Number(text))) return `${option.name} has to be a number.`;
      return '';
    }
    const exact = entries.find((entry) => entry.label.toLowerCase() === text.toLowerCase());
    if (!exact) return `Choose ${option.name} from the list.`;
    this.pick(exact);
    return '';
  }

  // What the field suggests for a text, or null when it suggests nothing.
  source() {
    const { option } = this;
    if (option.autocomplete) return (text) => this.complete(text);
    if (!this.entries()) return null;
    return (text) => {
      const wanted = this.chosen ? '' : text.toLowerCase();
      return this.entries().filter((entry) => entry.label.toLowerCase().includes(wanted));
    };
  }

  entries() {
    const { type, choices } = this.option;
    if (choices?.length) return choices.map((choice) => ({ value: choice.value, label: choice.name }));
    const members = () => state.world.members.map((one) => ({ value: one.id, label: one.name, user: one }));
    const roles = () => state.world.roles.map((one) => ({ value: one.id, label: `@${one.name}` }));
    if (type === BOOLEAN)
      return [
        { value: 'true', label: 'True' },
        { value: 'false', label: 'False' },
      ];
    if (type === USER) return members();
    if (type === ROLE) return roles();
    if (type === MENTIONABLE) return [...members(), ...roles()];
    if (type === CHANNEL)
      return places()
        .filter((one) => one.kind === 'channel')
        .map((one) => ({ value: one.id, label: `#${one.name}` }));
    return null;
  }

  async complete(text) {
    const answer = await ask('complete', {
      ...here(),
      command: this.form.command.name,
      option: this.option.name,
      value: this.chosen ? '' : text,
      options: this.form.values(this.option.name),
    });
    if (!answer.choices?.length) return null;
    return answer.choices.map((choice) => ({ value: choice.value, label: choice.name }));
  }
}

function hint(option) {
  if (option.choices?.length || option.autocomplete) return 'choose or type';
  const { min_value: low, max_value: high } = option;
  const range = low !== undefined && high !== undefined ? `, ${low} to ${high}` : '';
  return `${TYPES[option.type] || 'text'}${range}`;
}
