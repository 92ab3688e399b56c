import type { Curve } from "../chart/curve";
import type { SeriesDrift } from "../service/weights";
import type { Cell } from "../ui/csv";

/** The curve of the whole model over the rounds. Rounds without a drift are left out. */
export function wholeCurve({ rounds }: SeriesDrift, name: string): Curve[] {
  const points = rounds.flatMap(({ round, drift }): Curve["points"] => (drift === undefined ? [] : [[round, drift]]));
  return points.length === 0 ? [] : [{ name, colour: 0, points }];
}

/** The curves of the tensors over the rounds. */
export function tensorCurves({ rounds, tensors }: SeriesDrift): Curve[] {
  return tensors.map(({ name, drift }, index) => ({
    name,
    colour: index,
    points: rounds.flatMap(({ round }, at): Curve["points"] => {
      const value = drift[at] ?? null;
      return value === null ? [] : [[round, value]];
    }),
  }));
}

/** The mean and the last known value of the drift of a tensor. */
export function meanAndLast(drift: readonly (number | null)[]): { mean: number | undefined; last: number | undefined } {
  const known = drift.filter((value): value is number => value !== null);
  const sum = known.reduce((total, value) => total + value, 0);
  return { mean: known.length === 0 ? undefined : sum / known.length, last: known[known.length - 1] };
}

/** The rows of a file with the drift of each round and tensor. */
export function driftRows({ rounds, tensors }: SeriesDrift): Cell[][] {
  const head = ["round", "model", "against", "norm", "difference", "drift", ...tensors.map(({ name }) => name)];
  const lines = rounds.map((each, at) => [
    each.round,
    each.model,
    each.against,
    each.norm,
    each.difference,
    each.drift,
    ...tensors.map(({ drift }) => drift[at]),
  ]);
  return [head, ...lines];
}
