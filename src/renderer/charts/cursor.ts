import { shallowReactive } from 'vue';

/** One cursor through several charts: the x value it stands at, or null. */
export interface ChartCursor {
  x: number | null;
  /** Which chart it is over: that one shows the tooltip. */
  over: string | null;
}

/** A cursor to be handed to every chart that shares it. */
export function createCursor(): ChartCursor {
  return shallowReactive<ChartCursor>({ x: null, over: null });
}
