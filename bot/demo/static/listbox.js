// Lists to choose from: under a text field (suggestions), or opened by a button (menus).

import { avatar, emoji, h, icon } from './dom.js';

let count = 0;

// The list itself. Options are {value, label, description?, emoji?, user?, selected?, note?}.
class ListBox {
  constructor({ label, multiple = false, onPick }) {
    this.id = `list-${(count += 1)}`;
    this.onPick = onPick;
    this.options = [];
    this.active = -1;
    this.node = h('ul', {
      class: 'list',
      role: 'listbox',
      id: this.id,
      'aria-label': label,
      'aria-multiselectable': multiple || null,
    });
    this.node.addEventListener('mousedown', (event) => event.preventDefault());
  }

  show(options, active = 0) {
    this.options = options;
    this.items = options.map((option, index) => this.item(option, index));
    this.node.replaceChildren(...this.items);
    if (!options.length) this.node.append(h('li', { class: 'list-empty', text: 'Nothing fits.' }));
    this.move(options.length ? Math.min(active, options.length - 1) : -1);
  }

  item(option, index) {
    return h(
      'li',
      {
        role: 'option',
        id: `${this.id}-${index}`,
        'aria-selected': String(Boolean(option.selected)),
        class: 'list-item',
        onclick: () => this.onPick(option),
        onmousemove: () => {
          if (this.active !== index) this.move(index, false);
        },
      },
      option.user && avatar(option.user, 'mini'),
      option.emoji && emoji(option.emoji),
      h(
        'span',
        { class: 'list-text' },
        h('span', { class: 'list-label', text: option.label }),
        option.description && h('span', { class: 'list-note', text: option.description }),
      ),
      option.selected && h('span', { class: 'list-check' }, '✓'),
    );
  }

  move(index, scroll = true) {
    this.items?.[this.active]?.classList.remove('active');
    this.active = index;
    const item = this.items?.[index];
    item?.classList.add('active');
    if (scroll) item?.scrollIntoView({ block: 'nearest' });
    this.onMove?.(item ? item.id : '');
  }

  // Whether the key was for the list.
  key(event) {
    const { length } = this.options;
    if (!length) return false;
    if (event.key === 'ArrowDown') this.move((this.active + 1) % length);
    else if (event.key === 'ArrowUp') this.move((this.active - 1 + length) % length);
    else if (event.key === 'Enter' || event.key === 'Tab') {
      if (this.active < 0) return false;
      this.onPick(this.options[this.active]);
    } else return false;
    event.preventDefault();
    return true;
  }
}

// Suggestions above a text field. `source(text)` returns options, or a promise of them.
export class Suggest {
  constructor(input, { label, source, onPick, wait = 0, openOnFocus = true }) {
    Object.assign(this, { input, source, wait, turn: 0 });
    this.list = new ListBox({
      label,
      onPick: (option) => {
        this.close();
        onPick(option);
      },
    });
    this.list.onMove = (id) => input.setAttribute('aria-activedescendant', id);
    this.popup = h('div', { class: 'suggest' }, this.list.node);
    this.isCombo = input.tagName === 'INPUT'; // a text area may not be a combobox
    if (this.isCombo) input.setAttribute('role', 'combobox');
    for (const [name, value] of [
      ['aria-autocomplete', 'list'],
      ['aria-controls', this.list.id],
      ['autocomplete', 'off'],
    ])
      input.setAttribute(name, value);
    this.expanded(false);
    input.addEventListener('input', () => this.update());
    if (openOnFocus) input.addEventListener('focus', () => this.update());
    input.addEventListener('blur', () => this.close());
  }

  expanded(now) {
    if (this.isCombo) this.input.setAttribute('aria-expanded', String(now));
  }

  get isOpen() {
    return this.popup.isConnected;
  }

  update() {
    const turn = (this.turn += 1);
    clearTimeout(this.timer);
    const run = async () => {
      const options = await this.source(this.input.value);
      if (turn !== this.turn || document.activeElement !== this.input) return;
      if (!options) {
        this.close();
        return;
      }
      this.list.show(options);
      this.open();
    };
    if (this.wait) this.timer = setTimeout(run, this.wait);
    else run();
  }

  open() {
    if (!this.isOpen) document.body.append(this.popup);
    this.expanded(true);
    const box = this.input.closest('.box')?.getBoundingClientRect() || this.input.getBoundingClientRect();
    const width = Math.min(Math.max(box.width, 260), window.innerWidth - 16);
    const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
    Object.assign(this.popup.style, {
      left: `${left}px`,
      width: `${width}px`,
      bottom: `${window.innerHeight - box.top + 6}px`,
    });
    this.popup.style.setProperty('--room', `${box.top - 16}px`);
  }

  close() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.popup.remove();
    this.expanded(false);
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (!this.isOpen) return false;
    if (event.key === 'Escape') {
      this.close();
      event.preventDefault();
      return true;
    }
    return this.list.key(event);
  }
}

// A menu opened by a button. Resolves to the chosen values, or null when it was closed.
export function openMenu(anchor, { label, options, min = 1, max = 1, search = options.length > 9 }) {
  return new Promise((resolve) => {
    const many = max > 1 || min === 0;
    const chosen = new Set(options.filter((one) => one.selected).map((one) => one.value));
    let text = '';
    const list = new ListBox({ label, multiple: many, onPick: pick });
    const field = h('input', {
      class: 'menu-search',
      type: 'search',
      placeholder: 'Search',
      'aria-label': `Search: ${label}`,
      oninput: () => {
        text = field.value.toLowerCase();
        draw(0);
      },
    });
    const done = h(
      'button',
      { type: 'button', class: 'button primary', onclick: () => close([...chosen]) },
      'Done',
    );
    const popup = h(
      'div',
      { class: 'menu', role: 'dialog', 'aria-label': label },
      search && field,
      list.node,
      many && h('div', { class: 'menu-foot' }, done),
    );
    const focus = search ? field : list.node;
    if (!search) list.node.tabIndex = 0;
    list.onMove = (id) => focus.setAttribute('aria-activedescendant', id);

    function draw(active) {
      list.show(
        options
          .filter((one) => one.label.toLowerCase().includes(text))
          .map((one) => ({ ...one, selected: chosen.has(one.value) })),
        active,
      );
      done.disabled = chosen.size < min || chosen.size > max;
    }
    function pick(option) {
      if (!many) {
        close([option.value]);
        return;
      }
      if (chosen.has(option.value)) chosen.delete(option.value);
      else if (chosen.size < max) chosen.add(option.value);
      draw(list.active);
    }
    function close(values) {
      document.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('resize', escape);
      popup.remove();
      if (document.activeElement === document.body && anchor.isConnected) anchor.focus();
      resolve(values);
    }
    const escape = () => close(null);
    const outside = (event) => {
      if (!popup.contains(event.target)) close(null);
    };
    popup.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        event.preventDefault();
        close(null);
        anchor.focus();
        return;
      }
      if (event.target === done) return;
      if (event.key === 'Tab' && many) return;
      if (event.key === ' ' && event.target === list.node) {
        event.preventDefault();
        pick(list.options[list.active]);
        return;
      }
      list.key(event);
    });
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('resize', escape);
    draw(
      Math.max(
        0,
        options.findIndex((one) => one.selected),
      ),
    );
    (anchor.closest('dialog') || document.body).append(popup);
    put(popup, anchor);
    focus.focus();
  });
}

// Puts a popup below its anchor, or above where there is no room.
export function put(popup, anchor) {
  const at = anchor.getBoundingClientRect();
  const { innerWidth: width, innerHeight: height } = window;
  popup.style.minWidth = `${Math.min(at.width, width - 16)}px`;
  const below = height - at.bottom - 12,
    above = at.top - 12;
  const room = Math.max(below, above);
  popup.style.setProperty('--room', `${room}px`);
  const size = popup.getBoundingClientRect();
  popup.style.left = `${Math.max(8, Math.min(at.left, width - size.width - 8))}px`;
  if (below >= Math.min(size.height, 340) || below >= above) popup.style.top = `${at.bottom + 4}px`;
  else popup.style.top = `${Math.max(8, at.top - 4 - Math.min(size.height, room))}px`;
}

export function chevron() {
  return icon('down');
}
