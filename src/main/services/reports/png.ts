import { PNG } from 'pngjs';
import type { ReportImage } from '../../../shared/report/model.ts';

/** An image as PNG, in base64. One channel is ink on paper: dark where the set has bright. */
export function pngOf({ channels, height, width, pixels }: Pick<ReportImage, 'channels' | 'height' | 'width' | 'pixels'>): string {
  const image = new PNG({ width, height });
  const plane = height * width;
  for (let i = 0; i < plane; i++) {
    const colours = channels === 1 ? [255 - pixels[i], 255 - pixels[i], 255 - pixels[i]] : [0, 1, 2].map((c) => pixels[c * plane + i]);
    image.data.set([...colours, 255], 4 * i);
  }
  return PNG.sync.write(image, { colorType: channels === 1 ? 0 : 2 }).toString('base64');
}
