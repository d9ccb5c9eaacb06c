import { defineStore } from 'pinia';
import { client } from '../client/client.ts';
import { loadable } from './loadable.ts';

/** The studio itself: version, folder, kernels. */
export const useStudio = defineStore('studio', () => loadable(() => client.system.info()));

/** Everything that is declared: layers, optimizers, schedules, ... */
export const useCatalog = defineStore('catalog', () => loadable(() => client.system.catalog()));

/** The known data sets and where they stand. */
export const useDatasets = defineStore('datasets', () => loadable(() => client.datasets.list()));

/** The ready-made experiments. */
export const useRecipes = defineStore('recipes', () => loadable(() => client.recipes.list()));
