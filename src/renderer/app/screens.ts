import type { RouteRecordRaw } from 'vue-router';

/** The screens of the rail, in its order. A screen stands here from the day it exists. */
export const screens = [
  { key: 'home', path: '/', icon: 'i-lucide-house' },
  { key: 'runs', path: '/runs', icon: 'i-lucide-list' },
] as const satisfies readonly { key: 'home' | 'runs'; path: string; icon: string }[];

export const settingsScreen = { key: 'settings', path: '/settings', icon: 'i-lucide-settings' } as const;

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('../features/home/HomeScreen.vue'), meta: { screen: 'home' } },
  { path: '/runs', name: 'runs', component: () => import('../features/runs/RunsScreen.vue'), meta: { screen: 'runs' } },
  { path: '/runs/:id', name: 'run', component: () => import('../features/live/LiveScreen.vue'), meta: { screen: 'runs' }, props: true },
  { path: '/settings', name: 'settings', component: () => import('../features/settings/SettingsScreen.vue'), meta: { screen: 'settings' } },
  { path: '/:rest(.*)', redirect: '/' },
];
