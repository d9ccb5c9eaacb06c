import { createRouter, createWebHashHistory } from 'vue-router';
import { routes } from './screens.ts';

/** Hash routes: the same address works from a file, from the desktop's own protocol and from the loopback server. */
export const router = createRouter({ history: createWebHashHistory(), routes });
