import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../shared/api/errors.ts';
import type { Condition, Distribution, DocumentPath, SearchSection } from '../../shared/experiment/document.ts';
import { documentError } from '../../shared/experiment/check.ts';
import { getAt, setAt } from '../../shared/experiment/paths.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { domainOf, type Domain } from './domain.ts';
import type { Settings } from './trial.ts';

export interface SpaceParameter {
  readonly path: DocumentPath;
  readonly domain: Domain;
  /** Searched only where the document fulfils this, other settings applied. */
  readonly when?: Condition;
}

/** What a search section searches. */
export interface Space {
  /** Each after those it depends on, else in the document's order. */
  readonly parameters: readonly SpaceParameter[];
  /** The document that the settings are put into; conditions are read from it. */
  readonly base: object;
}

/**
 * The space of a search section. A parameter comes after the ones that its condition reads and after those that it lies inside of:
 * `optimizer` before `optimizer.momentum`.
 * @throws {DescentError} `document-invalid` where conditions go in a circle
 */
export function createSpace(section: SearchSection['space'], base: object = {}, language: Language = 'en'): Space {
  const waiting = Object.entries(section).map(([path, distribution]) => toParameter(path, distribution));
  const parameters: SpaceParameter[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex((parameter) => !waiting.some((other) => other !== parameter && dependsOn(parameter, other)));
    const [parameter] = waiting.splice(Math.max(ready, 0), 1);
    if (ready < 0 || dependsOn(parameter, parameter)) throw documentError([circle(parameter.path, language)]);
    parameters.push(parameter);
  }
  return { parameters, base };
}

/**
 * Settings made parameter by parameter; `choose` is asked for the active ones only. It is handed what has been chosen so far.
 */
export function buildSettings(space: Space, choose: (parameter: SpaceParameter, soFar: Settings) => unknown): Settings {
  const settings: Record<DocumentPath, unknown> = {};
  let document: object = space.base;
  for (const parameter of space.parameters) {
    if (!isActive(parameter, document)) continue;
    const value = choose(parameter, settings);
    settings[parameter.path] = value;
    document = setAt(document, parameter.path, value) ?? document;
  }
  return settings;
}

/** Whether a parameter's condition holds in a document into which the settings so far were put. */
export function isActive(parameter: SpaceParameter, document: object): boolean {
  return !parameter.when || fulfils(getAt(document, parameter.when.path), parameter.when);
}

/** The values under which a condition holds. */
export const valuesOf = (when: Condition): readonly unknown[] => ('oneOf' in when ? when.oneOf : [when.equals]);

/** Whether a value is one that a condition asks for. */
export const fulfils = (value: unknown, when: Condition): boolean => valuesOf(when).some((wanted) => isDeepStrictEqual(value, wanted));

function toParameter(path: DocumentPath, distribution: Distribution): SpaceParameter {
  const { when } = distribution;
  return { path, domain: domainOf(distribution), ...(when ? { when } : {}) };
}

function dependsOn(parameter: SpaceParameter, other: SpaceParameter): boolean {
  const inside = parameter.path !== other.path && overlaps(parameter.path, other.path) && parameter.path.length > other.path.length;
  return inside || (parameter.when !== undefined && overlaps(parameter.when.path, other.path));
}

/** Whether one path is the other or leads into it. */
function overlaps(a: DocumentPath, b: DocumentPath): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function circle(path: DocumentPath, language: Language): Problem {
  const at = `search.space.${path}.when`;
  const message =
    language === 'en'
      ? `${at}: expected a condition on a parameter that does not depend on this one, got a circle; take one of the conditions out`
      : `${at}：条件所依赖的参数不应反过来依赖本参数，这里形成了循环；请去掉其中一个条件`;
  return { path: at, message, expected: 'a condition without a circle', received: 'a circle' };
}
