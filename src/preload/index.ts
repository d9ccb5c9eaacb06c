import { ipcRenderer } from 'electron';
import { portMessage } from '../shared/api/port.ts';

/**
 * Hands the page its connection to the studio, and nothing else: the port that the main process sent goes on to the page
 * as a message of its own window. No API is exposed, so there is nothing to misuse.
 */
ipcRenderer.on(portMessage, (event) => {
  // The page listens from its first module on, which has run by the load event.
  const hand = () => window.postMessage(portMessage, window.location.origin, event.ports);
  if (document.readyState === 'complete') hand();
  else window.addEventListener('load', hand, { once: true });
});
