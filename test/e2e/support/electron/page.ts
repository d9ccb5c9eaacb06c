import type { BrowserContext } from 'playwright-core';
import type { MessagePortMain } from './port.ts';

/** Between the stand-in's process and its pages: own schemes served over an https origin, ports over a binding. */

export const schemes = new Map<string, (request: Request) => Promise<Response>>();

/** `descent://studio/x` has the page address `https://descent.studio.localhost/x`: Chromium knows no schemes of ours. */
export function toPageUrl(url: string): string {
  return url.replace(/^([a-z]+):\/\/([^/]+)/, (whole, scheme: string, host: string) => (schemes.has(scheme) ? `https://${scheme}.${host}.localhost` : whole));
}

export function toStudioUrl(url: string): string {
  return url.replace(/^https:\/\/([a-z]+)\.([^/]+)\.localhost/, '$1://$2');
}

/** What crosses: strings as they are, bytes as base64. */
type Encoded = { text: string } | { bytes: string } | { json: unknown };

export function encode(data: unknown): Encoded {
  if (typeof data === 'string') return { text: data };
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    return { bytes: Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).toString('base64') };
  }
  return { json: data };
}

export function decode(data: Encoded): unknown {
  if ('text' in data) return data.text;
  if ('bytes' in data) return new Uint8Array(Buffer.from(data.bytes, 'base64'));
  return data.json;
}

const ports = new Map<number, MessagePortMain>();

/** Serves the schemes and carries the pages' port messages. */
export async function bind(context: BrowserContext): Promise<void> {
  await context.exposeFunction('__standInPort', (id: number, data: Encoded) => ports.get(id)?.postMessage(decode(data)));
  await context.route(/^https:\/\/[a-z]+\.[^/]+\.localhost\//, async (route) => {
    const url = toStudioUrl(route.request().url());
    const handler = schemes.get(new URL(url).protocol.slice(0, -1));
    if (!handler) return route.abort();
    const response = await handler(new Request(url));
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) });
  });
}

let nextPort = 0;

/** Gives a port's far end to a page. @returns the number by which the page knows it */
export function adopt(port: MessagePortMain, deliver: (id: number, data: Encoded) => void): number {
  const id = ++nextPort;
  ports.set(id, port);
  port.forward = (data) => deliver(id, encode(data));
  return id;
}

/** Runs in every page before its own scripts: `require('electron')` of the preload, as far as it is used. */
export function preloadScript(code: string): string {
  return `(() => {
    const listeners = new Map();
    const channels = new Map();
    const electron = { ipcRenderer: { on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
      contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = api; } },
      // Where the files lie that a test chooses, by name: Chromium alone does not tell.
      webUtils: { getPathForFile: (file) => globalThis.__standInPaths?.[file.name] ?? '' },
    };
    const encode = (data) => typeof data === 'string' ? { text: data }
      : data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? { bytes: btoa(String.fromCharCode(...new Uint8Array(data.buffer ?? data))) } : { json: data };
    const decode = (data) => 'text' in data ? data.text : 'bytes' in data ? Uint8Array.from(atob(data.bytes), (c) => c.charCodeAt(0)) : data.json;
    globalThis.__standIn = {
      message(channel, message, ids) {
        const ports = ids.map((id) => {
          const { port1, port2 } = new MessageChannel();
          channels.set(id, port1);
          port1.onmessage = (event) => globalThis.__standInPort(id, encode(event.data));
          return port2;
        });
        for (const listener of listeners.get(channel) ?? []) listener({ ports }, message);
      },
      deliver: (id, data) => channels.get(id)?.postMessage(decode(data)),
    };
    const module = { exports: {} };
    const require = (name) => { if (name === 'electron') return electron; throw new Error('a sandboxed preload cannot require ' + name); };
    (function (module, exports, require) { ${code} })(module, module.exports, require);
  })();`;
}
