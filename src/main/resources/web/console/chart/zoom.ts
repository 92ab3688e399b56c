import type { Curve, Ends } from "./curve";

/** A drag of fewer pixels is a click. */
const MIN_DRAG = 8;

/** The ends of a part of the x axis that was dragged over, from places in pixels; undefined for a click. */
export function dragged(
  from: number,
  to: number,
  value: (pixel: number) => number,
  whole: boolean,
): readonly [number, number] | undefined {
  if (Math.abs(to - from) < MIN_DRAG) {
    return undefined;
  }
  const ends = [value(Math.min(from, to)), value(Math.max(from, to))] as const;
  // At least one step, so that there is an axis.
  const rounded: readonly [number, number] = whole ? [Math.floor(ends[0]), Math.ceil(ends[1])] : ends;
  return rounded[0] < rounded[1] ? rounded : undefined;
}

/** The curve from the last point before a part of the x axis to the first one after it. The y axis fits these points. */
export function within(curve: Curve, [from, to]: Ends): Curve {
  const inside = ([x]: readonly [number, ...unknown[]]): boolean =>
    (from === undefined || x >= from) && (to === undefined || x <= to);
  const first = curve.points.findIndex(inside);
  if (first < 0) {
    return { ...curve, points: [], band: [] };
  }
  const last = curve.points.findLastIndex(inside);
  const points = curve.points.slice(Math.max(0, first - 1), last + 2);
  const band = (curve.band ?? []).map((piece) => piece.filter(inside)).filter((piece) => piece.length > 0);
  return curve.band ? { ...curve, points, band } : { ...curve, points };
}

/** The x of the curves' points between two ends that is nearest to `x`; undefined if there are no points. */
export function nearest(curves: readonly Curve[], x: number, [from, to]: Ends = [undefined, undefined]) {
  let found: number | undefined;
  for (const { points } of curves) {
    for (const [at, value] of points) {
      const isShown = value !== null && at >= (from ?? at) && at <= (to ?? at);
      if (isShown && (found === undefined || Math.abs(at - x) < Math.abs(found - x))) {
        found = at;
      }
    }
  }
  return found;
}
