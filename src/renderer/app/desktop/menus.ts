import type { Menu, MenuItem, MenuRole } from '../../../shared/api/desktop.ts';
import { actionGroups, type Action, type ActionGroup } from '../../actions/actions.ts';
import { accelerator } from '../../actions/chords.ts';
import { wordsOf } from '../actions/all-actions.ts';

/** What the window system does itself, by menu; `-` parts. */
const roles: Readonly<Partial<Record<ActionGroup | 'window', readonly (MenuRole | '-')[]>>> = {
  edit: ['undo', 'redo', '-', 'cut', 'copy', 'paste', 'selectAll'],
  view: ['resetZoom', 'zoomIn', 'zoomOut', '-', 'togglefullscreen', 'toggleDevTools'],
  window: ['minimize', 'zoom'],
};
/** On a Mac these stand in the program's own menu. */
const ofProgram = ['help.about', 'go.settings'];
/** The keys of a text field's undo are the window system's; the designer's stand in its tool bar and in the palette. */
const notInMenus = ['design.undo', 'design.redo'];

/**
 * The desktop's menus from the declared actions: what can't be done now is shown at rest.
 * @param t the words of a key, in the language of the page
 */
export function describeMenus(actions: readonly Action[], canDo: (id: string) => boolean, t: (key: string) => string, mac: boolean): Menu[] {
  const separator: MenuItem = { type: 'separator' };
  const role = (name: MenuRole | '-'): MenuItem => (name === '-' ? separator : { type: 'role', role: name, label: t(`menu.${name}`) });
  const item = ({ id, keys }: Action): MenuItem => {
    const shown = keys?.[0] === undefined ? undefined : accelerator(keys[0]);
    return { type: 'action', id, label: t(wordsOf(id)), enabled: canDo(id), ...(shown === undefined ? {} : { accelerator: shown }) };
  };
  const known = actions.filter(({ id }) => !notInMenus.includes(id));
  const program: Menu = {
    label: t('app.name'),
    items: [...known.filter(({ id }) => ofProgram.includes(id)).flatMap((action) => [item(action), separator]), role('services'), separator, role('hide'), role('hideOthers'), role('unhide'), separator, role('quit')],
  };
  const groups = actionGroups.map((group): Menu => {
    const own = known.filter((action) => action.group === group && !(mac && ofProgram.includes(action.id))).map(item);
    const system = (roles[group] ?? []).map(role);
    const end = group === 'file' ? [role(mac ? 'close' : 'quit')] : [];
    return { label: t(`action.group.${group}`), items: joined([group === 'edit' ? system : own, group === 'edit' ? own : system, end], separator) };
  });
  const window: Menu = { label: t('menu.window'), items: (roles.window ?? []).map(role) };
  const help = groups.pop();
  return [...(mac ? [program] : []), ...groups, window, ...(help ? [help] : [])];
}

function joined(parts: readonly (readonly MenuItem[])[], separator: MenuItem): MenuItem[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index > 0 ? [separator, ...part] : part));
}
