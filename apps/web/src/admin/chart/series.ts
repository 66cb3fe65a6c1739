import { scaleLinear } from "@visx/scale";

/** One thing that is drawn: a value for each minute, oldest first. */
export interface Series {
  readonly name: string;
  /** A colour of the page's, such as `var(--tint-1)`. */
  readonly color: string;
  /** Null: nothing is known of that minute. */
  readonly values: readonly (number | null)[];
}

/** The drawing's own units; it gets as wide as there is space. */
export const WIDTH = 360;
export const HEIGHT = 96;

/** Creates the scale from 0 at the lower edge to `top` at the upper one. */
export function upTo(top: number, height: number) {
  return scaleLinear<number>({ domain: [0, top], range: [height, 0] });
}

/** Returns a round number at or above all of the values, and at least `least`. */
export function roundTop(values: readonly number[], least: number): number {
  const highest = values.reduce((most, value) => Math.max(most, value), least);
  const scale = scaleLinear<number>({ domain: [0, highest], nice: 4 });
  return scale.domain()[1] ?? highest;
}
