import { filePlaces, type FilePlaces } from '../../../shared/api/port.ts';
import { client } from '../../client/client.ts';

/** The document with whole paths to the files it names, where the window knows where it lies: only the desktop's does. Otherwise as it is. */
export async function besideItsFiles(document: File): Promise<File> {
  const path = (globalThis as { [filePlaces]?: FilePlaces<File> })[filePlaces]?.pathOf(document) ?? '';
  if (path === '') return document;
  const whole = await client.desktop.wholePaths({ file: document, path });
  return new File([await whole.arrayBuffer()], document.name);
}
