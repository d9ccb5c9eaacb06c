import { describe, expect, test } from 'vitest';
import { addText, moveSection, removeSection, setSection } from '../../../src/renderer/features/reports/plan-edits.ts';
import { defaultPlan, reportPlanSchema } from '../../../src/shared/report/plan.ts';

const plan = defaultPlan({ kind: 'run', name: 'A run', description: '', notes: '', runs: 1, groups: 1, repeated: false, classification: true, images: true, assignment: false, inspected: false, scheduled: false }, 'en');
const ids = ({ sections }: typeof plan) => sections.map(({ id }) => id);

describe('the plan of a report', () => {
  test('takes new words after a section or at the end, each under an id of its own', () => {
    const first = addText(plan, 'curves');
    const second = addText(first.plan, undefined);
    expect(first.id).toBe('text-1');
    expect(ids(second.plan ?? plan)).toEqual([...ids(plan).toSpliced(ids(plan).indexOf('curves') + 1, 0, 'text-1'), 'text-2']);
    expect(reportPlanSchema.safeParse(second.plan).success).toBe(true);
    expect(ids(removeSection(second.plan ?? plan, 'text-1'))).toEqual([...ids(plan), 'text-2']);
  });

  test('moves a section, never out of the list', () => {
    expect(ids(moveSection(plan, 'curves', 0))[0]).toBe('curves');
    expect(ids(moveSection(plan, 'settings', 99)).at(-1)).toBe('settings');
    expect(moveSection(plan, 'nowhere', 0)).toBe(plan);
  });

  test('leaves out what is set back to its usual value', () => {
    const named = setSection(plan, 'curves', { heading: 'What happened', shown: false });
    expect(named.sections.find(({ id }) => id === 'curves')).toMatchObject({ heading: 'What happened', shown: false });
    expect(setSection(named, 'curves', { heading: undefined, shown: true })).toEqual(plan);
  });
});
