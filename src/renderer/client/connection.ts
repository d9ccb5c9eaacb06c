import { shallowRef } from 'vue';
import { openTransport, type Transport } from './transport.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

/** How it stands with the connection; screens show `lost` until it is open again. */
export const connectionState = shallowRef<ConnectionState>('connecting');

const firstDelay = 250;
const longestDelay = 4000;

let current: Promise<Transport> | undefined;

/** The open transport; opens one, and again after it broke, for as long as it takes. */
export function transport(): Promise<Transport> {
  current ??= connect();
  return current;
}

async function connect(): Promise<Transport> {
  for (let delay = firstDelay; ; delay = Math.min(delay * 2, longestDelay)) {
    try {
      const opened = await openTransport();
      connectionState.value = 'open';
      void opened.closed.then(() => {
        current = undefined;
        connectionState.value = 'lost';
        void transport();
      });
      return opened;
    } catch {
      if (connectionState.value === 'open') connectionState.value = 'lost';
      if (delay >= longestDelay / 4 && connectionState.value === 'connecting') connectionState.value = 'lost';
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}
