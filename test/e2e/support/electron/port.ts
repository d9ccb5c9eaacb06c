import { EventEmitter } from 'node:events';

/** Electron's MessagePortMain: messages wait until `start`, as there. */
export class MessagePortMain extends EventEmitter {
  #peer: MessagePortMain | undefined;
  #started = false;
  #waiting: unknown[] = [];
  /** Set where this end lives in the page: what comes for it goes there. */
  forward: ((data: unknown) => void) | undefined;

  join(peer: MessagePortMain): void {
    this.#peer = peer;
    peer.#peer = this;
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data });
  }

  postMessage(data: unknown): void {
    this.#peer?.receive(structuredClone(data));
  }

  receive(data: unknown): void {
    if (this.forward) this.forward(data);
    else if (this.#started) this.emit('message', { data });
    else this.#waiting.push(data);
  }

  close(): void {
    const peer = this.#peer;
    this.#peer = undefined;
    this.emit('close');
    if (peer === undefined) return;
    peer.#peer = undefined;
    peer.emit('close');
  }
}
