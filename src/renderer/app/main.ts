import ui from '@nuxt/ui/vue-plugin';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { i18n } from '../locales/i18n.ts';
import App from './App.vue';
import { router } from './router.ts';
import './theme.css';

createApp(App).use(createPinia()).use(router).use(i18n).use(ui).mount('#app');
