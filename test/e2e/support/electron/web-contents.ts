import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { adopt, preloadScript, toPageUrl, toStudioUrl } from './page.ts';
import type { MessagePortMain } from './port.ts';

export type WindowOpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };

/** A window's page, with the events and refusals that the studio relies on. */
export class WebContents extends EventEmitter {
  readonly session = { setPermissionRequestHandler: () => undefined, setPermissionCheckHandler: () => undefined };
  #page: Promise<Page> | undefined;
  #openHandler: WindowOpenHandler = () => ({ action: 'allow' });
  /** Whose other ends live in the page that is shown: they close with it, as Electron's do. */
  #ports: MessagePortMain[] = [];

  start(context: Promise<BrowserContext>, preload: string | undefined, ready: () => void): void {
    this.#page = context.then(async (browser) => {
      const page = browser.pages().find((candidate) => candidate.url() === 'about:blank') ?? (await browser.newPage());
      if (preload) await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
      page.on('load', () => {
        if (toStudioUrl(page.url()) === page.url()) return;
        ready();
        this.emit('did-finish-load');
      });
      page.on('close', () => {
        this.#closePorts();
        this.emit('destroyed');
      });
      // What the page opens is known from the page itself: a new window's first request may go out before anyone can hold it.
      const session = await browser.newCDPSession(page);
      await session.send('Page.enable');
      session.on('Page.windowOpen', ({ url }) => {
        if (this.#openHandler({ url: toStudioUrl(url) }).action === 'allow') throw new Error('the stand-in opens no second window');
      });
      page.on('popup', (popup) => {
        popup.on('requestfailed', () => void popup.close());
        setTimeout(() => void popup.close(), 1000);
      });
      await browser.route('**/*', async (route, request) => {
        if (!request.isNavigationRequest() || isOf(page, request)) return route.fallback();
        return route.abort('aborted');
      });
      // Playwright tries later routes first: this one sees every navigation before the scheme's own.
      await page.route('**/*', async (route, request) => {
        if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
          let prevented = false;
          this.emit('will-navigate', { preventDefault: () => (prevented = true) }, toStudioUrl(request.url()));
          if (prevented) return route.abort('aborted');
          this.#closePorts();
        }
        return route.fallback();
      });
      return page;
    });
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    await page?.goto(toPageUrl(url));
  }

  async loadFile(path: string): Promise<void> {
    const page = await this.#page;
    await page?.setContent(readFileSync(path, 'utf8'));
  }

  async printToPDF(options: { preferCSSPageSize: boolean; printBackground: boolean }): Promise<Buffer> {
    const page = await this.#page;
    if (!page) throw new Error('the window shows nothing');
    const pdf = await page.pdf({ preferCSSPageSize: options.preferCSSPageSize, printBackground: options.printBackground });
    process.send?.({ printed: { title: await page.title(), begins: pdf.toString('latin1', 0, 5), ...options } });
    return pdf;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler;
  }

  postMessage(channel: string, message: unknown, ports: readonly MessagePortMain[] = []): void {
    this.#ports.push(...ports);
    void this.#page?.then(async (page) => {
      const deliver = (id: number, data: unknown) => void page.evaluate(([at, value]) => (globalThis as unknown as StandIn).__standIn.deliver(at, value), [id, data] as const).catch(() => undefined);
      const waiting: (readonly [number, unknown])[] = [];
      let open = false;
      const ids = ports.map((port) => adopt(port, (id, data) => (open ? deliver(id, data) : void waiting.push([id, data]))));
      try {
        await page.evaluate(([name, value, numbers]) => (globalThis as unknown as StandIn).__standIn.message(name, value, numbers), [channel, message, ids] as const);
      } catch {
        return; // The page has gone meanwhile; the next one gets a channel of its own.
      }
      open = true;
      for (const [id, data] of waiting) deliver(id, data);
    });
  }

  #closePorts(): void {
    for (const port of this.#ports.splice(0)) port.close();
  }

  close(): void {
    void this.#page?.then((page) => page.close());
  }

  reload(): void {
    void this.#page?.then((page) => page.reload());
  }
}

function isOf(page: Page, request: Request): boolean {
  try {
    return request.frame().page() === page;
  } catch {
    return false; // "not available": the page is not there yet.
  }
}

interface StandIn {
  __standIn: { message(channel: string, message: unknown, ids: readonly number[]): void; deliver(id: number, data: unknown): void };
}
