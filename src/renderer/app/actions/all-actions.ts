import { actions, type Action } from '../../actions/actions.ts';
import { screens, settingsScreen } from '../screens.ts';

/** The screens of the rail as actions: Alt and a digit, in the rail's order. */
export const screenActions: readonly Action[] = [
  ...screens.map(({ key, icon }, index): Action => ({ id: `go.${key}`, icon, group: 'go', ...(index < 9 ? { keys: [`Alt+${index + 1}`] } : {}) })),
  { id: `go.${settingsScreen.key}`, icon: settingsScreen.icon, group: 'go', keys: ['Mod+,'] },
];

export const allActions: readonly Action[] = [...actions, ...screenActions];

/** The key of an action's words. */
export const wordsOf = (id: string): string => (id.startsWith('go.') ? `screen.${id.slice(3)}` : `action.${id}`);
