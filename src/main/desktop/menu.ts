import type { MenuItemConstructorOptions } from 'electron';

const words = {
  en: { file: 'File', edit: 'Edit', view: 'View', window: 'Window' },
  zh: { file: '文件', edit: '编辑', view: '视图', window: '窗口' },
};

/**
 * The application menu. Its items are the system's own roles, which carry their words and shortcuts in the system's language.
 * @param locale as `app.getLocale()` tells, such as `zh-CN`
 */
export function menuTemplate(locale: string, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const { file, edit, view, window } = locale.toLowerCase().startsWith('zh') ? words.zh : words.en;
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: file, submenu: [{ role: mac ? 'close' : 'quit' }] },
    {
      label: edit,
      submenu: [{ role: 'undo' }, { role: 'redo' }, { type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: view,
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }, { role: 'toggleDevTools' }],
    },
    { label: window, submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
  ];
}
