import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { App } from '../app.ts';
import { longWork, noticeOf, Work } from './work.ts';
import type { DesktopWords } from './words.ts';

export interface FollowOptions {
  readonly events: App['services']['events'];
  readonly window: () => BrowserWindow | undefined;
  readonly words: () => DesktopWords;
  /** A notice was clicked. */
  readonly onClick: () => void;
  /** Nothing trains any more. */
  readonly onIdle: () => void;
}

/** Shows the work in the dock or taskbar, keeps the computer awake while runs train, and says when long work is done. */
export function followWork({ events, window, words, onClick, onIdle }: FollowOptions): Work {
  const work = new Work();
  let awake: number | undefined;
  let shown = '';

  const show = () => {
    const { bar } = work;
    const text = bar.mode === 'none' || bar.mode === 'indeterminate' ? bar.mode : `${bar.mode} ${bar.share.toFixed(3)}`;
    if (text !== shown) window()?.setProgressBar(bar.mode === 'none' ? -1 : bar.mode === 'indeterminate' ? 2 : bar.share, { mode: bar.mode });
    shown = text;
    if (work.active) awake ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (awake !== undefined) {
      powerSaveBlocker.stop(awake);
      awake = undefined;
    }
  };

  events.listen((event) => {
    work.hear(event, Date.now());
    show();
    const ended = work.takeEnded(Date.now());
    if (!ended) return;
    const notice = ended.took >= longWork && !window()?.isFocused() && Notification.isSupported() ? noticeOf(ended.runs, words()) : undefined;
    if (notice) new Notification(notice).on('click', onClick).show();
    onIdle();
  });
  return work;
}
