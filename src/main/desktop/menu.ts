import type { MenuItemConstructorOptions } from 'electron';
import type { Menu, MenuItem } from '../../shared/api/desktop.ts';

/**
 * The application menu as the page describes it. An action's accelerator is only shown: the key itself is the page's, which knows whether
 * one types.
 * @param choose called with the action of an item that was chosen
 */
export function menuTemplate(menus: readonly Menu[], choose: (action: string) => void): MenuItemConstructorOptions[] {
  return menus.map(({ label, items }) => ({ label, submenu: items.map((item) => menuItem(item, choose)) }));
}

function menuItem(item: MenuItem, choose: (action: string) => void): MenuItemConstructorOptions {
  switch (item.type) {
    case 'separator':
      return { type: 'separator' };
    case 'role':
      return { role: item.role, label: item.label };
    case 'action':
      return { id: item.id, label: item.label.replaceAll('&', '&&'), enabled: item.enabled, ...(item.accelerator ? { accelerator: item.accelerator, registerAccelerator: false } : {}), click: () => choose(item.id) };
    default:
      return item satisfies never;
  }
}

/** The menu until a page has described its own: the system's. */
export function firstMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  return [...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : []), { role: 'editMenu' }, { role: 'windowMenu' }];
}
