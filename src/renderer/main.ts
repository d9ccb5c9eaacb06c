import ui from '@nuxt/ui/vue-plugin';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app/App.vue';
import { i18n } from './locales/i18n.ts';
import { router } from './app/router.ts';
import './app/theme.css';

createApp(App).use(createPinia()).use(router).use(i18n).use(ui).mount('#app');
