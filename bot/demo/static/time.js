// Times as the demo's clock sees them, kept up to date.

import { h } from './dom.js';
import { state } from './state.js';

const MINUTE = 60,
  HOUR = 3600,
  DAY = 86400;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const format = (options) => new Intl.DateTimeFormat('en-GB', options);
const STYLES = {
  t: format({ hour: '2-digit', minute: '2-digit' }),
  T: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  d: format({ day: '2-digit', month: '2-digit', year: 'numeric' }),
  D: format({ day: 'numeric', month: 'long', year: 'numeric' }),
  f: format({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
  F: format({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }),
};
const SHORT = format({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

export const now = () => Date.now() + state.skew;

export function setNow(ms) {
  state.skew = ms - Date.now();
  tick();
}

function ago(ms) {
  const seconds = (ms - now()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return relative.format(Math.round(seconds), 'second');
  if (size < 45 * MINUTE) return relative.format(Math.round(seconds / MINUTE), 'minute');
  if (size < 22 * HOUR) return relative.format(Math.round(seconds / HOUR), 'hour');
  if (size < 26 * DAY) return relative.format(Math.round(seconds / DAY), 'day');
  if (size < 320 * DAY) return relative.format(Math.round(seconds / (30.4 * DAY)), 'month');
  return relative.format(Math.round(seconds / (365.25 * DAY)), 'year');
}

export const long = (ms) => STYLES.F.format(ms);

function sameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function ofMessage(ms) {
  if (sameDay(ms, now())) return STYLES.t.format(ms);
  if (sameDay(ms, now() - DAY * 1000)) return `Yesterday, ${STYLES.t.format(ms)}`;
  return SHORT.format(ms);
}

export const dayOf = (ms) => format({ weekday: 'long', day: 'numeric', month: 'long' }).format(ms);

function write(node) {
  const ms = Number(node.dataset.ms);
  const style = node.dataset.style;
  const text = style === 'R' ? ago(ms) : style === 'message' ? ofMessage(ms) : STYLES[style].format(ms);
  if (node.textContent !== text) node.textContent = text;
}

// A `<time>` in one of Discord's styles, or `message` for the time beside an author.
export function stamp(ms, style = 'f') {
  const known = style === 'R' || style === 'message' || style in STYLES ? style : 'f';
  const node = h('time', {
    class: known === 'message' ? 'when' : 'stamp',
    datetime: new Date(ms).toISOString(),
    title: long(ms),
    data: { ms, style: known },
  });
  write(node);
  return node;
}

function tick() {
  document.querySelectorAll('time[data-ms]').forEach(write);
  const clock = document.getElementById('clock');
  clock.textContent = SHORT.format(now());
  clock.setAttribute('datetime', new Date(now()).toISOString());
}

setInterval(tick, 1000);
