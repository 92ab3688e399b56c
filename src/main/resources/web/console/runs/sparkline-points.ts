import type { Sparkline } from "../service/types";

/** The size of a sparkline, and its space for the marks, in pixels. */
export const WIDTH = 96;
export const HEIGHT = 26;
const SPACE = 3;

/** A point of a sparkline, in pixels. */
export type Point = readonly [x: number, y: number];

/** The points of a sparkline in a field of `width` and `height` pixels. Equal values are a line in the middle. */
export function pointsOf({ rounds, values }: Sparkline, width = WIDTH, height = HEIGHT): Point[] {
  const place = (value: number, from: number, to: number, length: number): number =>
    SPACE + (to > from ? (value - from) / (to - from) : 0.5) * (length - 2 * SPACE);
  const [first = 0] = rounds;
  const last = rounds[rounds.length - 1] ?? first;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return rounds.map((round, index): Point => {
    const x = place(round, first, last, width);
    return [rounded(x), rounded(height - place(values[index] ?? 0, least, most, height))];
  });
}

/** Tenths of a pixel are enough. */
function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
