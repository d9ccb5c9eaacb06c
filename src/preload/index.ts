import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { filePlaces, portMessage, type FilePlaces } from '../shared/api/port.ts';

/**
 * Hands the page its connection to the studio: the port that the main process sent goes on to the page as a message of its own window.
 * Beside it the page may ask where a file lies that the user gave it, so that a document finds the files beside it; it can do nothing with
 * the answer that it could not do before.
 */
ipcRenderer.on(portMessage, (event) => {
  // The page listens from its first module on, which has run by the load event.
  const hand = () => window.postMessage(portMessage, window.location.origin, event.ports);
  if (document.readyState === 'complete') hand();
  else window.addEventListener('load', hand, { once: true });
});

const places: FilePlaces<File> = { pathOf: (file) => webUtils.getPathForFile(file) };
contextBridge.exposeInMainWorld(filePlaces, places);
