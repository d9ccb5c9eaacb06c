import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { refusal } from '../../shared/api/reasons.ts';
import type { RecipeSummary } from '../../shared/api/records.ts';
import { nearest } from '../../shared/experiment/check.ts';
import type { ExperimentDocument } from '../../shared/experiment/document.ts';
import { expand } from '../../shared/experiment/expand.ts';
import { parseExperiment } from '../../shared/experiment/check.ts';
import type { CatalogService } from './catalog.ts';

const documentEnding = '.descent.json';
const textEnding = '.text.json';
const text = z.object({ en: z.string(), zh: z.string() });
const textSchema = z.object({ order: z.number(), title: text, summary: text, chapter: z.string().nullable() });

export interface Recipe {
  readonly summary: RecipeSummary;
  readonly document: ExperimentDocument;
}

/** Ready-made experiments: `<name>.descent.json` with its text in both languages in `<name>.text.json` beside it. */
export class RecipeService {
  readonly #folder: string;
  readonly #catalog: CatalogService;
  #recipes: Promise<readonly Recipe[]> | undefined;

  constructor(folder: string, catalog: CatalogService) {
    this.#folder = folder;
    this.#catalog = catalog;
  }

  /** In the order in which they should be offered. */
  async list(): Promise<RecipeSummary[]> {
    return (await this.#all()).map(({ summary }) => summary);
  }

  /** @throws DescentError `not-found` with the nearest name */
  async get(name: string): Promise<Recipe> {
    const recipes = await this.#all();
    const recipe = recipes.find(({ summary }) => summary.name === name);
    if (recipe) return recipe;
    const names = recipes.map(({ summary }) => summary.name);
    const suggestion = nearest(name, names);
    throw suggestion ? refusal('not-found', 'no-such-recipe-but', { name, names, suggestion }) : refusal('not-found', 'no-such-recipe', { name, names });
  }

  #all(): Promise<readonly Recipe[]> {
    return (this.#recipes ??= this.#read());
  }

  async #read(): Promise<readonly Recipe[]> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith(documentEnding)).sort();
    const recipes = await Promise.all(files.map((file) => this.#readOne(file.slice(0, -documentEnding.length))));
    return recipes.sort((a, b) => a.order - b.order).map(({ recipe }) => recipe);
  }

  async #readOne(name: string): Promise<{ order: number; recipe: Recipe }> {
    const json = async (ending: string) => JSON.parse(await readFile(join(this.#folder, name + ending), 'utf8')) as unknown;
    const { order, ...words } = textSchema.parse(await json(textEnding));
    const written = await json(documentEnding);
    const catalog = this.#catalog.describe();
    const document = parseExperiment(written, catalog);
    const runs = document.search ? document.search.trials : expand(document, catalog).length;
    return { order, recipe: { summary: { name, ...words, runs }, document: written as ExperimentDocument } };
  }
}
