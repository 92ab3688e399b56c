import type { History, Round } from "../service/types";

/** The series of a history that have members of their own. */
const MAIN = ["accuracy", "loss"] as const;
/** Members of a simulation's rounds that are series, too. */
const OWN = ["seconds", "results", "failures", "evaluate_failures"] as const;

/** A value of each round; null where a round has none. */
export type Values = readonly (number | null)[];

/** The median time of rounds in seconds, which one slow round does not change; undefined while no time is known. */
export function medianSeconds(rounds: readonly Round[]): number | undefined {
  return medianOf(rounds.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds])));
}

/** The median; undefined of no values. */
export function medianOf(values: readonly number[]): number | undefined {
  const inOrder = [...values].sort((a, b) => a - b);
  const middle = inOrder.length >> 1;
  return inOrder.length % 2 === 1
    ? inOrder[middle]
    : inOrder.length === 0
      ? undefined
      : (inOrder[middle - 1]! + inOrder[middle]!) / 2;
}

/** A simulation's rounds in the form of a history with all series. */
export function ofRounds(rounds: readonly Round[]): History {
  const names = new Set(rounds.flatMap((round) => Object.keys(round.metrics ?? {})));
  const metrics = [...names].map((name) => [name, rounds.map((round) => round.metrics?.[name] ?? null)] as const);
  const own = OWN.filter((name) => !names.has(name)).map(
    (name) => [name, rounds.map((round) => round[name] ?? null)] as const,
  );
  return {
    rounds: rounds.map((round) => round.round),
    accuracies: rounds.map((round) => round.accuracy ?? null),
    losses: rounds.map((round) => round.loss ?? null),
    metrics: Object.fromEntries([...metrics, ...own].filter(([, values]) => hasValues(values))),
  };
}

/** The names of all series of trainings that have values: accuracy and loss first, the others by name. */
export function metricNames(histories: readonly History[]): string[] {
  const others = new Set<string>();
  for (const history of histories) {
    for (const [name, series] of Object.entries(history.metrics ?? {})) {
      if (!isMain(name) && Array.isArray(series) && hasValues(series)) {
        others.add(name);
      }
    }
  }
  const main = MAIN.filter((name) => histories.some((history) => hasValues(valuesOf(history, name))));
  return [...main, ...[...others].sort((a, b) => a.localeCompare(b))];
}

/** The values of a metric, one for each round. */
export function valuesOf(history: History, metric: string): Values {
  const found =
    metric === "accuracy"
      ? history.accuracies
      : metric === "loss"
        ? history.losses
        : Object.hasOwn(history.metrics ?? {}, metric)
          ? history.metrics?.[metric]
          : undefined;
  return history.rounds.map((_, index) => {
    const value = Array.isArray(found) ? found[index] : undefined;
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  });
}

/** The metrics to show if the reader has chosen none: accuracy and loss, or else the first two. */
export function usualMetrics(names: readonly string[]): string[] {
  const main = names.filter(isMain);
  return main.length > 0 ? main : names.slice(0, 2);
}

/** The seconds from the begin of the training to the end of each round, see {@link accumulated}. */
export function elapsed(history: History): Values {
  return accumulated(history, "seconds");
}

/** The sum of a series from its first value to each round. It is null from the first round without a known value on. */
export function accumulated(history: History, metric: string): Values {
  const values = valuesOf(history, metric);
  const first = values.findIndex((value) => value !== null);
  let sum = 0;
  let isKnown = first >= 0;
  return values.map((value, index) => {
    if (index >= first) {
      isKnown &&= value !== null;
    }
    sum += value ?? 0;
    return isKnown && index >= first ? sum : null;
  });
}

/**
 * The moving average of the last `window` values. Rounds without a value have none, and do not count. A window of 1
 * changes nothing.
 */
export function smoothed(values: Values, window: number): Values {
  if (window <= 1) {
    return values;
  }
  const last: number[] = [];
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    last.push(value);
    if (last.length > window) {
      last.shift();
    }
    return last.reduce((sum, each) => sum + each, 0) / last.length;
  });
}

/** The last and the best value of a metric, with their rounds. */
export interface Extremes {
  last: number;
  best: number;
  bestRound: number;
}

export function extremes(history: History, metric: string): Extremes | undefined {
  const isLess = isSmallerBetter(metric);
  let found: Extremes | undefined;
  valuesOf(history, metric).forEach((value, index) => {
    if (value === null) {
      return;
    }
    const isBest = found === undefined || (isLess ? value < found.best : value > found.best);
    const round = history.rounds[index] ?? index;
    found = isBest || found === undefined ? { last: value, best: value, bestRound: round } : { ...found, last: value };
  });
  return found;
}

/** Words in the names of metrics whose smallest value is the best one. */
const SMALLER = new Set(
  "loss losses logloss error errors err mse rmse mae mape perplexity ppl eer wer cer seconds time duration failures epsilon eps bytes".split(
    " ",
  ),
);

export function isSmallerBetter(metric: string): boolean {
  return metric
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => SMALLER.has(word));
}

function isMain(name: string): boolean {
  return (MAIN as readonly string[]).includes(name);
}

function hasValues(values: Values): boolean {
  return values.some((value) => value !== null);
}
