// Talking to the server: actions by POST, what is seen by WebSocket.

import { state } from './state.js';

export async function ask(action, body = {}) {
  let response;
  try {
    response = await fetch(`/api/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return { error: 'The demo has been stopped. Start it again with “viva demo”.' };
  }
  const type = response.headers.get('Content-Type') || '';
  if (type.includes('json')) return response.json();
  return { error: (await response.text()) || 'Something went wrong.' };
}

export const here = () => ({ member: state.member, channel: state.channel });

export class Live {
  constructor(handle, onState) {
    this.handle = handle;
    this.onState = onState;
    this.delay = 500;
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(`ws://${location.host}/live`);
    this.socket.addEventListener('open', () => {
      this.delay = 500;
      this.onState(true);
      this.look();
    });
    this.socket.addEventListener('message', (event) => this.handle(JSON.parse(event.data)));
    this.socket.addEventListener('close', () => {
      this.onState(false);
      setTimeout(() => this.connect(), this.delay);
      this.delay = Math.min(this.delay * 2, 10000);
    });
  }

  look() {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ member: state.member, channel: state.channel }));
  }
}
