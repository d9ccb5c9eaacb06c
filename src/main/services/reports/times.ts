import { fill, type ReportWords } from '../../../shared/report/words.ts';
import type { Language } from '../../../shared/schema/localized.ts';

/** A moment in the machine's own time zone, to the minute. */
export function dateText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(at);
}

/** The day of a moment. */
export function dayText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long' }).format(at);
}

/** Short times keep a digit after the point. */
export function durationText(seconds: number, { time }: ReportWords): string {
  if (seconds < 10) return fill(time.s, { s: seconds.toFixed(1) });
  const whole = Math.round(seconds);
  if (whole < 60) return fill(time.s, { s: whole });
  if (whole < 3600) return fill(time.ms, { m: Math.floor(whole / 60), s: whole % 60 });
  return fill(time.hm, { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) });
}
