import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { browserLaunchOptions } from '../test/support/chromium.ts';
import { root } from './support/run.ts';

/**
 * `node scripts/icons.ts`: the program's icons from its own mark, src/renderer/app/mark.svg, into resources/icons. Run after the mark has
 * changed; what it writes is committed.
 */

const folder = join(root, 'resources/icons');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;

/** The mark in white on the accent colour. @param margin empty share at each side: macOS leaves a tenth */
function icon(margin: number): string {
  const mark = readFileSync(join(root, 'src/renderer/app/mark.svg'), 'utf8').replace(/<\/?svg[^>]*>/g, '').replaceAll('#4f46e5', '#ffffff').replaceAll('#9aa2ff', '#c7cdfd');
  const side = 100 - 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect x="${margin}" y="${margin}" width="${side}" height="${side}" rx="${side * 0.225}" fill="#4f46e5"/><svg x="${margin + side * 0.14}" y="${margin + side * 0.16}" width="${side * 0.72}" height="${side * 0.72}" viewBox="0 0 20 20" fill="none">${mark}</svg></svg>`;
}

async function draw(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block}body>svg{width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

/** Windows' icon file: a directory of PNG pictures. Layout: ICONDIR, then an ICONDIRENTRY of 16 bytes for each. */
function ico(pictures: ReadonlyMap<number, Buffer>): Buffer {
  const entries = [...pictures].filter(([size]) => size <= 256);
  const head = Buffer.alloc(6 + 16 * entries.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(entries.length, 4);
  let offset = head.length;
  entries.forEach(([size, png], index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...entries.map(([, png]) => png)]);
}

/** The names that macOS' icon file has for PNG pictures of a size: plain, and as the double resolution of half the size. */
const icnsTypes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 } as const;

/** macOS' icon file: `icns`, its length, then chunks of type, length and PNG; numbers are big-endian. */
function icns(pictures: ReadonlyMap<number, Buffer>): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(8 + body.length, 4);
    return Buffer.concat([head, body]);
  };
  return chunk('icns', Buffer.concat(Object.entries(icnsTypes).map(([type, size]) => chunk(type, pictures.get(size) ?? Buffer.alloc(0)))));
}

const browser = await chromium.launch(await browserLaunchOptions());
const page = await browser.newPage();
const drawAll = async (margin: number) => {
  const pictures = new Map<number, Buffer>();
  for (const size of sizes) pictures.set(size, await draw(page, icon(margin), size));
  return pictures;
};
const full = await drawAll(2);
const padded = await drawAll(10);
await browser.close();

mkdirSync(join(folder, 'linux'), { recursive: true });
writeFileSync(join(folder, 'icon.ico'), ico(full));
writeFileSync(join(folder, 'icon.icns'), icns(padded));
for (const size of [16, 32, 48, 64, 128, 256, 512]) writeFileSync(join(folder, `linux/${size}x${size}.png`), full.get(size) ?? '');
process.stdout.write(`${folder}\n`);
