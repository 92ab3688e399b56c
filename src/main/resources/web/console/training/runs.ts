import type { Axis, Curve } from "../chart/curve";
import { withCosts } from "../inside/costs";
import type { History, OriginInExperiment, SimulationRecord } from "../service/types";
import type { Cell } from "../ui/csv";
import { areShares } from "../ui/format";
import { accumulated, ofRounds, smoothed, valuesOf } from "./metrics";

/** The start of the key of a simulation. */
export const SIMULATION = "simulation ";

/** The start of the key of a file that no model has as its history. */
export const FILE = "file ";

/** The most runs that are compared at once. */
export const MAX_COMPARED = 50;

/** A training that the view compares: the history of a model or of a file, or a simulation's rounds. */
export interface Run {
  key: string;
  name: string;
  colour: number;
  history: History;
  /** The cell of an experiment to which the run belongs. */
  origin?: OriginInExperiment;
}

export function ofRecord(record: SimulationRecord): History {
  const history: History = { ...ofRounds(record.rounds), source: "simulation.json" };
  if (record.started && record.ended) {
    history.total_training_time = (Date.parse(record.ended) - Date.parse(record.started)) / 1000;
  }
  if (record.parameters) {
    history.parameters = record.parameters;
  }
  return record.costs ? withCosts(history, record.costs) : history;
}

/** A value of a table of runs. */
export type PlainValue = string | number | boolean | null;

/** The options for the curves of a metric. */
export interface Drawing {
  metric: string;
  /** The number of values of the moving average; 1 for the values themselves. */
  window: number;
  /** The x axis: the rounds, or the time or the bytes since the begin of each training. */
  axis: Axis;
}

/** The curves of a metric. A run without it has an empty curve. */
export function curves(runs: readonly Run[], { metric, window, axis }: Drawing): Curve[] {
  return runs.map(({ name, colour, history }) => {
    const values = smoothed(valuesOf(history, metric), window);
    const places = axis === "round" ? history.rounds : placesOf(history, axis);
    const points = places.flatMap((x, index): Curve["points"] => {
      return x === null ? [] : [[x, values[index] ?? null]];
    });
    return { name, colour, points };
  });
}

/** The place of each round on an axis of time or bytes; null if it is not known. */
export function placesOf(history: History, axis: "time" | "bytes"): readonly (number | null)[] {
  return accumulated(history, axis === "time" ? "seconds" : "bytes");
}

/** Whether all values of an accuracy are shares between 0 and 1, so that they can be shown as percentages. */
export function haveShares(runs: readonly Run[], metric = "accuracy"): boolean {
  const isAccuracy = /(^|[^a-z])acc(uracy)?([^a-z]|$)/i.test(metric);
  return isAccuracy && runs.every((run) => areShares(valuesOf(run.history, metric)));
}

/**
 * The rows of a file with the values of metrics by run and round. The names of parameters begin with `params.`, as in
 * MLflow's tables, because a parameter may have the name of a metric.
 */
export function roundRows(runs: readonly Run[], metrics: readonly string[]): Cell[][] {
  const names = [...new Set(runs.flatMap(({ history }) => Object.keys(history.parameters ?? {})))];
  const rows: Cell[][] = [["run", "name", "round", ...metrics, ...names.map((name) => `params.${name}`)]];
  for (const { key, name, history } of runs) {
    const values = metrics.map((metric) => valuesOf(history, metric));
    const parameters = names.map((parameter) => parameterOf(history, parameter));
    history.rounds.forEach((round, index) =>
      rows.push([key, name, round, ...values.map((each) => each[index]), ...parameters]),
    );
  }
  return rows;
}

/** The value of a parameter; null if the training has none. */
export function parameterOf({ parameters }: History, name: string): PlainValue {
  return plain(Object.hasOwn(parameters ?? {}, name) ? parameters?.[name] : undefined);
}

/** A value for a table: lists and objects are JSON, and null is a value that is absent. */
export function plain(found: unknown): PlainValue {
  if (found === undefined || found === null) {
    return null;
  }
  return typeof found === "object" ? JSON.stringify(found) : (found as PlainValue);
}
