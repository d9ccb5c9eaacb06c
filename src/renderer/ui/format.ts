import { useI18n } from 'vue-i18n';

export { count, fixed, networkShape, percent, plain, rate } from '../../shared/text/numbers.ts';

const day = 86_400_000;

/** Durations and moments in the language of the screen. */
export function useTimeText() {
  const { t, locale } = useI18n();

  function duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return t('time.s', { s: whole });
    if (whole < 3600) return t('time.ms', { m: Math.floor(whole / 60), s: whole % 60 });
    return t('time.hm', { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) });
  }

  function ago(at: number, now: number): string {
    const seconds = (now - at) / 1000;
    if (seconds < 60) return t('time.now');
    if (seconds < 3600) return t('time.minutes', { count: Math.floor(seconds / 60) });
    const days = Math.floor((startOfDay(now) - startOfDay(at)) / day + 0.5);
    if (days === 0) return t('time.hours', { count: Math.floor(seconds / 3600) });
    if (days === 1) return t('time.yesterday');
    const language = locale.value === 'zh' ? 'zh-CN' : 'en-GB';
    if (days < 7) return new Intl.DateTimeFormat(language, { weekday: 'long' }).format(at);
    return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...(days > 300 ? { year: 'numeric' } : {}) }).format(at);
  }

  return { duration, ago };
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
