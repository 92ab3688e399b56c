import type { Axis, Curve } from "../chart/curve";
import { bandCurve, type Spread, settingName } from "../experiments/settings";
import type { Experiment, Single, Statistic } from "../service/experiments";
import type { OriginInExperiment } from "../service/types";
import type { Cell } from "../ui/csv";
import { extremes, smoothed, valuesOf } from "./metrics";
import type { Column, RunTable } from "./run-table";
import { curves, type Drawing, type PlainValue, parameterOf, placesOf, type Run } from "./runs";

/** What a band shows here: the standard deviation, or the smallest and the largest value. */
export type BandSpread = Exclude<Spread, "interval">;
export const BAND_SPREADS: readonly BandSpread[] = ["deviation", "range"];

/** The setting of an experiment that a run has. */
export interface Place {
  experiment: string;
  /** The name of the experiment. */
  name: string;
  setting: number;
  parameters: Readonly<Record<string, Single>>;
  cell: number;
  attempt: number;
}

/** The place of a run in its experiment; undefined if the experiment does not have it. */
export function placeIn(experiment: Experiment, { cell, attempt }: OriginInExperiment): Place | undefined {
  const found = experiment.cells.find((each) => each.cell === cell);
  const setting = experiment.settings.find((each) => each.setting === found?.setting);
  return setting && { experiment: experiment.id, name: experiment.name, cell, attempt, ...setting };
}

/** Runs of one setting of an experiment, or a run that belongs to none. */
export interface Group {
  key: string;
  name: string;
  colour: number;
  /** At least one run. */
  runs: Run[];
  /** Whether the runs belong to one setting, so that they have a mean. */
  isSetting: boolean;
}

/**
 * The runs by the settings of their experiments, in the order of their first runs. If a cell has several attempts,
 * the latest one counts. The other attempts are groups of their own, like runs without an experiment.
 */
export function groupsOf(runs: readonly Run[], placeOf: (run: Run) => Place | undefined): Group[] {
  const latest = new Map<string, number>();
  for (const place of runs.map(placeOf)) {
    if (place) {
      latest.set(cellOf(place), Math.max(latest.get(cellOf(place)) ?? 0, place.attempt));
    }
  }
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const place = placeOf(run);
    const isSetting = place !== undefined && latest.get(cellOf(place)) === place.attempt;
    const key = isSetting ? `${place.experiment} ${place.setting}` : run.key;
    const name = isSetting ? `${place.name}: ${settingName(place.setting, place.parameters)}` : run.name;
    const group = groups.get(key) ?? { key, name, colour: 0, runs: [], isSetting };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function cellOf({ experiment, cell }: Place): string {
  return `${experiment} ${cell}`;
}

/** The statistic of at least one value. One value has no deviation. */
export function statistic(
  values: readonly number[],
): Required<Pick<Statistic, "n" | "mean" | "min" | "max">> & Statistic {
  const n = values.length;
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const std = n > 1 ? { std: Math.sqrt(squares / (n - 1)) } : {};
  return { n, mean, min: Math.min(...values), max: Math.max(...values), ...std };
}

/** The statistic of a metric in a round, and the place of the round on the x axis. */
export interface BandRound {
  round: number;
  x: number;
  value: ReturnType<typeof statistic>;
}

/**
 * The statistics of the rounds of a group, in their order. On an axis of time or bytes, the place of a round is the
 * mean of its runs. Only rounds whose place is known for each run are shown, because the mean of fewer runs would
 * jump back.
 */
export function bandRounds({ runs }: Pick<Group, "runs">, { metric, window, axis }: Drawing): BandRound[] {
  const rounds = new Map<number, { values: number[]; places: number[] }>();
  for (const { history } of runs) {
    const values = smoothed(valuesOf(history, metric), window);
    const places = axis === "round" ? history.rounds : placesOf(history, axis);
    history.rounds.forEach((round, index) => {
      const value = values[index] ?? null;
      const place = places[index] ?? null;
      if (place === null) {
        return;
      }
      const known = rounds.get(round) ?? { values: [], places: [] };
      known.places.push(place);
      if (value !== null) {
        known.values.push(value);
      }
      rounds.set(round, known);
    });
  }
  return [...rounds]
    .filter(([, { values, places }]) => values.length > 0 && (axis === "round" || places.length === runs.length))
    .map(([round, { values, places }]) => ({ round, x: meanPlace(round, places, axis), value: statistic(values) }))
    .sort((a, b) => a.x - b.x);
}

function meanPlace(round: number, places: readonly number[], axis: Axis): number {
  return axis === "round" ? round : places.reduce((sum, each) => sum + each, 0) / places.length;
}

/** The mean curves of the settings with their bands, and the curves of the other runs. */
export function bandCurves(groups: readonly Group[], drawing: Drawing, spread: BandSpread): Curve[] {
  return groups.flatMap((group): Curve[] => {
    const { name, colour, runs, isSetting } = group;
    if (!isSetting) {
      return curves(
        runs.map((run) => ({ ...run, colour })),
        drawing,
      );
    }
    const rounds = bandRounds(group, drawing).map(({ x, value }) => ({ round: x, value }));
    return [bandCurve({ setting: colour, rounds }, name, colour, spread)];
  });
}

/** The value of a parameter that all runs of a group share. */
function sharedParameter({ runs }: Group, name: string): PlainValue {
  return parameterOf(runs[0]!.history, name);
}

/** The parameters that the runs of each group share. The seeds of repeats differ. */
function parameterNames(groups: readonly Group[]): string[] {
  const all = groups.flatMap(({ runs }) => runs.flatMap(({ history }) => Object.keys(history.parameters ?? {})));
  const isShared = ({ runs }: Group, name: string): boolean =>
    new Set(runs.map(({ history }) => parameterOf(history, name))).size === 1;
  return [...new Set(all)].filter((name) => groups.every((group) => isShared(group, name)));
}

const STATISTICS = { deviation: ["Mean", "Std"], range: ["Mean", "Min", "Max"] } as const;

/** The settings with the parameters that their runs share, and the statistics of last and best values. */
export function bandTable(groups: readonly Group[], metrics: readonly string[], spread: BandSpread): RunTable {
  const columns: Column[] = [
    ...parameterNames(groups).map((name): Column => ({ kind: "parameter", name })),
    { kind: "runs", name: "" },
    ...metrics.flatMap((name) =>
      (["best", "last"] as const).flatMap((of) =>
        STATISTICS[spread].map((part): Column => ({ kind: `${of}${part}`, name })),
      ),
    ),
  ];
  const rows = groups.map((group) => ({
    key: group.key,
    name: group.name,
    values: columns.map((column) => bandValue(group, column)),
  }));
  return { columns, rows };
}

function bandValue(group: Group, { kind, name }: Column): PlainValue {
  if (kind === "parameter") {
    return sharedParameter(group, name);
  }
  if (kind === "runs") {
    return group.runs.length;
  }
  const of = kind.startsWith("best") ? "best" : "last";
  const values = group.runs.flatMap(({ history }) => extremes(history, name)?.[of] ?? []);
  if (values.length === 0) {
    return null;
  }
  const { mean, std, min, max } = statistic(values);
  return { Mean: mean, Std: std ?? null, Min: min, Max: max }[kind.slice(of.length)] ?? null;
}

/** The rows of a file with the statistics of metrics by setting and round. */
export function bandRows(groups: readonly Group[], metrics: readonly string[]): Cell[][] {
  const names = parameterNames(groups);
  const parts = ["n", "mean", "std", "min", "max"] as const;
  const rows: Cell[][] = [
    [
      "setting",
      "name",
      "round",
      ...metrics.flatMap((metric) => parts.map((part) => `${metric} ${part}`)),
      ...names.map((name) => `params.${name}`),
    ],
  ];
  for (const group of groups) {
    const of = metrics.map((metric) => {
      const rounds = bandRounds(group, { metric, window: 1, axis: "round" });
      return new Map(rounds.map(({ round, value }) => [round, value]));
    });
    const parameters = names.map((name) => sharedParameter(group, name));
    const all = [...new Set(of.flatMap((rounds) => [...rounds.keys()]))].sort((a, b) => a - b);
    for (const round of all) {
      const values = of.flatMap((rounds) => parts.map((part) => rounds.get(round)?.[part] ?? null));
      rows.push([group.key, group.name, round, ...values, ...parameters]);
    }
  }
  return rows;
}
