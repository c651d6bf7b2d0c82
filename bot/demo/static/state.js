// What the page knows.

export const state = {
  member: '0',
  channel: '0',
  world: null,
  messages: new Map(), // id -> message, in order of ids
  failures: new Map(), // message id -> what went wrong with the last press on it
  dismissed: new Set(JSON.parse(sessionStorage.getItem('dismissed') || '[]')),
  opened: new Set(), // spoilers that were opened: "<message>:<number>"
  skew: 0, // milliseconds the demo is ahead of this computer
  replyTo: null,
};

export const me = () => state.world?.members.find((one) => one.id === state.member);

export function nameOfUser(id) {
  const { world } = state;
  if (world?.bot?.id === id) return world.bot.name;
  return world?.members.find((one) => one.id === id)?.name;
}

export const nameOfRole = (id) => state.world?.roles.find((one) => one.id === id)?.name;

export function places() {
  const out = [];
  for (const channel of state.world?.channels || []) {
    out.push({ ...channel, kind: 'channel' });
    for (const thread of channel.threads) out.push({ ...thread, kind: 'thread', parent: channel });
  }
  if (state.world?.direct) out.push({ ...state.world.direct, kind: 'direct' });
  return out;
}

export const place = (id) => places().find((one) => one.id === id);

export function dismiss(id) {
  state.dismissed.add(id);
  sessionStorage.setItem('dismissed', JSON.stringify([...state.dismissed].slice(-500)));
}
