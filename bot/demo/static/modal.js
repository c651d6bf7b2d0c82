// Forms that the bot opens.

import { ask } from './api.js';
import { h, icon } from './dom.js';
import { chevron, openMenu } from './listbox.js';
import { markdown } from './markdown.js';
import { menuLabel, menuOptions } from './components.js';
import { state } from './state.js';

const TEXT = 4,
  DISPLAY = 10,
  LABEL = 18,
  RADIO = 21,
  CHECKS = 22,
  CHECK = 23;
const LACKING =
  '[data-required]:placeholder-shown, .checks[data-required]:not(:has(:checked)), .select[data-required][data-empty]';
const SELECTS = new Set([3, 5, 6, 7, 8]);

export function openModal(modal, channel) {
  const values = {};
  const problem = h('p', { class: 'form-problem', role: 'alert' });
  const context = { spoiler: () => `modal-${modal.token}` };
  const fields = (modal.components || []).flatMap((part) => (part.type === 1 ? part.components : [part]));
  const submit = h('button', { type: 'submit', class: 'button primary' }, 'Submit');
  const dialog = h(
    'dialog',
    { class: 'modal', 'aria-labelledby': 'modal-title' },
    h(
      'form',
      { novalidate: true, onsubmit: send },
      h(
        'header',
        { class: 'modal-head' },
        h('h2', { id: 'modal-title', text: modal.title }),
        h(
          'button',
          { type: 'button', class: 'plain', 'aria-label': 'Close', onclick: () => dialog.close() },
          icon('close'),
        ),
      ),
      h(
        'div',
        { class: 'modal-body' },
        fields.map((part) => field(part, values, context)),
        problem,
      ),
      h(
        'footer',
        { class: 'modal-foot' },
        h('button', { type: 'button', class: 'button secondary', onclick: () => dialog.close() }, 'Cancel'),
        submit,
      ),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());

  async function send(event) {
    event.preventDefault();
    const lacking = dialog.querySelector(LACKING);
    if (lacking) {
      problem.textContent = 'Fill in what is marked with a star.';
      (lacking.querySelector('input') || lacking).focus();
      return;
    }
    problem.textContent = '';
    submit.disabled = true;
    const answer = await ask('submit', { member: state.member, channel, token: modal.token, values });
    submit.disabled = false;
    if (answer.error || answer.failed) {
      problem.textContent = answer.error || answer.failed;
      return;
    }
    dialog.close();
    if (answer.modal) openModal(answer.modal, channel);
  }

  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('.modal-body :is(input, textarea, .select)')?.focus();
}

let count = 0;

function field(part, values, context) {
  if (part.type === DISPLAY) return h('div', { class: 'text' }, markdown(part.content, context));
  const control = part.type === LABEL ? part.component : part;
  const id = `field-${(count += 1)}`;
  const text = part.label || control.label || '';
  const must = control.required ?? (control.type === TEXT || SELECTS.has(control.type));
  return h(
    'div',
    { class: 'field-group' },
    control.type !== CHECK &&
      h(
        'label',
        { for: id, class: 'field-label' },
        text,
        must && h('span', { class: 'star', 'aria-hidden': 'true' }, ' *'),
      ),
    part.description && h('p', { class: 'field-note', id: `${id}-note`, text: part.description }),
    input(control, id, must, values, text, part.description ? `${id}-note` : null),
  );
}

function input(control, id, must, values, label, note) {
  const key = control.custom_id;
  if (control.type === TEXT) {
    values[key] = control.value || '';
    const node = h(control.style === 2 ? 'textarea' : 'input', {
      id,
      class: 'input',
      placeholder: control.placeholder || ' ',
      maxlength: control.max_length,
      required: must,
      rows: control.style === 2 ? 5 : null,
      'aria-describedby': note,
      data: must ? { required: '' } : {},
      oninput: () => {
        values[key] = node.value;
      },
    });
    node.value = values[key];
    return node;
  }
  if (SELECTS.has(control.type)) return select(control, id, must, values, label);
  if (control.type === CHECK) {
    values[key] = Boolean(control.default);
    const node = h('input', {
      type: 'checkbox',
      id,
      onchange: () => {
        values[key] = node.checked;
      },
    });
    node.checked = values[key];
    return h('label', { class: 'check', for: id }, node, label);
  }
  if (control.type === RADIO || control.type === CHECKS) return choices(control, id, must, values, label);
  return h('p', { class: 'field-note', text: 'This kind of field is not part of the demo.' });
}

function select(control, id, must, values, name) {
  const options = menuOptions(control);
  const label = h('span', { class: 'select-label' });
  const chosen = () => options.filter((one) => one.selected).map((one) => one.value);
  const open = async (event) => {
    const picked = await openMenu(event.currentTarget, {
      label: control.placeholder || 'Choices',
      options,
      min: control.required === false ? 0 : (control.min_values ?? 1),
      max: control.max_values ?? 1,
    });
    if (!picked) return;
    for (const one of options) one.selected = picked.includes(one.value);
    values[control.custom_id] = chosen();
    show();
  };
  if (chosen().length) values[control.custom_id] = chosen();
  const button = h(
    'button',
    {
      type: 'button',
      id,
      class: 'select',
      'aria-haspopup': 'listbox',
      data: must ? { required: '' } : {},
      onclick: open,
    },
    label,
    chevron(),
  );
  const show = () => {
    label.textContent = menuLabel(options, control);
    button.toggleAttribute('data-empty', !chosen().length);
    button.setAttribute('aria-label', `${name}: ${label.textContent}`);
  };
  show();
  return button;
}

function choices(control, id, must, values, name) {
  const one = control.type === RADIO;
  const key = control.custom_id;
  const chosen = new Set(control.options.filter((option) => option.default).map((option) => option.value));
  const store = () => {
    if (!one) values[key] = [...chosen];
    else if (chosen.size) [values[key]] = chosen;
  };
  store();
  return h(
    'div',
    {
      class: 'checks',
      id,
      role: one ? 'radiogroup' : 'group',
      'aria-label': name,
      data: must ? { required: '' } : {},
    },
    control.options.map((option) => {
      const node = h('input', {
        type: one ? 'radio' : 'checkbox',
        name: id,
        value: option.value,
        onchange: () => {
          if (one) chosen.clear();
          if (node.checked) chosen.add(option.value);
          else chosen.delete(option.value);
          store();
        },
      });
      node.checked = chosen.has(option.value);
      return h(
        'label',
        { class: 'check' },
        node,
        h(
          'span',
          {},
          option.label,
          option.description && h('span', { class: 'field-note', text: option.description }),
        ),
      );
    }),
  );
}
