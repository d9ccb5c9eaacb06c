import type { RouteRecordRaw } from 'vue-router';

/** The screens of the rail, in its order. A screen stands here from the day it exists. */
export const screens = [
  { key: 'home', path: '/', icon: 'i-lucide-house' },
  { key: 'learn', path: '/learn', icon: 'i-lucide-book-open' },
  { key: 'design', path: '/design', icon: 'i-lucide-layers' },
  { key: 'data', path: '/data', icon: 'i-lucide-database' },
  { key: 'runs', path: '/runs', icon: 'i-lucide-list' },
  { key: 'compare', path: '/compare', icon: 'i-lucide-chart-spline' },
  { key: 'sweeps', path: '/sweeps', icon: 'i-lucide-scan-search' },
  { key: 'test', path: '/test', icon: 'i-lucide-pen-line' },
] as const satisfies readonly { key: 'home' | 'learn' | 'design' | 'data' | 'runs' | 'compare' | 'sweeps' | 'test'; path: string; icon: string }[];

export const settingsScreen = { key: 'settings', path: '/settings', icon: 'i-lucide-settings' } as const;

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('../features/home/HomeScreen.vue'), meta: { screen: 'home' } },
  { path: '/learn', name: 'learn', component: () => import('../features/learn/LearnScreen.vue'), meta: { screen: 'learn' } },
  { path: '/learn/:name', name: 'recipe', component: () => import('../features/learn/RecipeScreen.vue'), meta: { screen: 'learn' }, props: true },
  { path: '/guide/:page?', name: 'guide', component: () => import('../features/guide/GuideScreen.vue'), meta: { screen: 'learn' }, props: true },
  { path: '/labs/forward-pass', name: 'lab-forward-pass', component: () => import('../features/labs/ForwardPassScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/computational-graph', name: 'lab-computational-graph', component: () => import('../features/labs/ComputationalGraphScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/initial-weights', name: 'lab-initial-weights', component: () => import('../features/labs/InitialWeightsScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/batch-norm', name: 'lab-batch-norm', component: () => import('../features/labs/BatchNormScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/dropout', name: 'lab-dropout', component: () => import('../features/labs/DropoutScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/gradients', name: 'lab-gradients', component: () => import('../features/labs/GradientsScreen.vue'), meta: { screen: 'learn' } },
  { path: '/labs/optimizer-paths', name: 'optimizer-paths', component: () => import('../features/labs/OptimizerPathsScreen.vue'), meta: { screen: 'learn' } },
  { path: '/design', name: 'design', component: () => import('../features/design/DesignScreen.vue'), meta: { screen: 'design' } },
  { path: '/data', name: 'data', component: () => import('../features/data/DataScreen.vue'), meta: { screen: 'data' } },
  { path: '/runs', name: 'runs', component: () => import('../features/runs/RunsScreen.vue'), meta: { screen: 'runs' } },
  { path: '/runs/:id', name: 'run', component: () => import('../features/live/LiveScreen.vue'), meta: { screen: 'runs' }, props: true },
  { path: '/runs/:id/step', name: 'run-step', component: () => import('../features/microscope/StepScreen.vue'), meta: { screen: 'runs' }, props: true },
  { path: '/reports', name: 'reports', component: () => import('../features/reports/ReportsScreen.vue'), meta: { screen: 'runs' } },
  { path: '/reports/verify', name: 'verify', component: () => import('../features/reports/VerifyScreen.vue'), meta: { screen: 'runs' } },
  { path: '/class', name: 'class', component: () => import('../features/reports/ClassScreen.vue'), meta: { screen: 'runs' } },
  { path: '/reports/:kind/:id', name: 'report', component: () => import('../features/reports/ReportScreen.vue'), meta: { screen: 'runs' }, props: true },
  { path: '/compare', name: 'compare', component: () => import('../features/compare/CompareScreen.vue'), meta: { screen: 'compare' } },
  { path: '/compare/:id', name: 'comparison', component: () => import('../features/compare/CompareScreen.vue'), meta: { screen: 'compare' } },
  { path: '/sweeps', name: 'sweeps', component: () => import('../features/sweeps/SweepsScreen.vue'), meta: { screen: 'sweeps' } },
  { path: '/sweeps/new', name: 'new-sweep', component: () => import('../features/sweeps/NewSweepScreen.vue'), meta: { screen: 'sweeps' } },
  { path: '/sweeps/:id', name: 'sweep', component: () => import('../features/sweeps/SweepScreen.vue'), meta: { screen: 'sweeps' }, props: true },
  { path: '/test', name: 'test', component: () => import('../features/test/TestScreen.vue'), meta: { screen: 'test' } },
  { path: '/settings', name: 'settings', component: () => import('../features/settings/SettingsScreen.vue'), meta: { screen: 'settings' } },
  { path: '/:rest(.*)', name: 'elsewhere', redirect: '/' },
];
