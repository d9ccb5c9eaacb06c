/** Name of the message by which the desktop's preload hands the page its MessagePort (`event.ports[0]`). */
export const portMessage = 'descent:port';
