import type { ReportPlan, ReportSection } from '../../../shared/report/plan.ts';

/** Changes of a report's plan; each answers a new one. */

/** A section with some of its values replaced; what is set to undefined is left out. */
export function setSection(plan: ReportPlan, id: string, patch: Partial<ReportSection>): ReportPlan {
  return { ...plan, sections: plan.sections.map((section) => (section.id === id ? lean({ ...section, ...patch }) : section)) };
}

function lean(section: ReportSection): ReportSection {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined)) as ReportSection;
}

/** @param to the place it has afterwards; kept within the list */
export function moveSection(plan: ReportPlan, id: string, to: number): ReportPlan {
  const moved = plan.sections.find((section) => section.id === id);
  if (!moved) return plan;
  const others = plan.sections.filter((section) => section !== moved);
  others.splice(Math.max(0, Math.min(others.length, to)), 0, moved);
  return { ...plan, sections: others };
}

export function removeSection(plan: ReportPlan, id: string): ReportPlan {
  return { ...plan, sections: plan.sections.filter((section) => section.id !== id) };
}

/** A new section of words after another one, or at the end. */
export function addText(plan: ReportPlan | undefined, after: string | undefined): { readonly plan: ReportPlan | undefined; readonly id: string } {
  const taken = new Set(plan?.sections.map(({ id }) => id));
  let number = 1;
  while (taken.has(`text-${number}`)) number++;
  const id = `text-${number}`;
  if (!plan) return { plan, id };
  const at = after === undefined ? -1 : plan.sections.findIndex((section) => section.id === after);
  const section: ReportSection = { id, kind: 'text', shown: true, text: '' };
  return { plan: { ...plan, sections: plan.sections.toSpliced(at < 0 ? plan.sections.length : at + 1, 0, section) }, id };
}
