import { deleteJson, getBlob, getJson, postJson, session } from "./api";
import type { Deletion, ParameterValue } from "./types";

export type ExperimentState = "running" | "paused" | "stopped" | "completed";

export type CellState = "waiting" | "running" | "completed" | "failed" | "stopped" | "interrupted" | "deleted";

/** The states of cells, in the order of a progress bar. */
export const CELL_STATES: readonly CellState[] = [
  "completed",
  "failed",
  "interrupted",
  "stopped",
  "deleted",
  "running",
  "waiting",
];

/** The numbers of cells by state. */
export type Counts = Partial<Record<CellState, number>>;

/** The number of cells that have ended, with or without success. */
export function endedOf(counts: Counts): number {
  const open = (counts.waiting ?? 0) + (counts.running ?? 0);
  return Object.values(counts).reduce((sum, each) => sum + each, 0) - open;
}

/** The most runs of an experiment. */
export const MAX_RUNS = 1_000;

/** A single value, as an experiment takes it. */
export type Single = string | number | boolean;

/** The body of a request that starts an experiment. A list has the values that are compared. */
export interface ExperimentStart {
  name: string;
  parameters: Record<string, Single | Single[]>;
  repeats: number;
  seed?: string;
}

/** An experiment in the list. Only readable experiments have a name and counts. */
export interface ExperimentItem {
  id: string;
  name?: string;
  state: ExperimentState;
  created: string;
  ended?: string;
  runs?: number;
  counts?: Counts;
  /** Whether this session may change it. */
  own: boolean;
  readable: boolean;
}

/** The values that distinguish a setting. */
export interface Setting {
  setting: number;
  parameters: Record<string, Single>;
}

/** One run of a setting. */
export interface Cell {
  cell: number;
  setting: number;
  repeat: number;
  seed?: number;
  state: CellState;
  /** The id of the simulation. */
  run?: string;
  attempt: number;
  reason?: string;
  seconds?: number;
}

export interface Experiment {
  id: string;
  name: string;
  state: ExperimentState;
  /** The reason why the service paused it. */
  reason?: string;
  created: string;
  ended?: string;
  own: boolean;
  parameters: Record<string, ParameterValue>;
  repeats: number;
  seed?: string;
  first_seed?: number;
  runs: number;
  counts: Counts;
  eta_seconds?: number;
  settings: Setting[];
  cells: Cell[];
}

/** The statistics of the values of several runs. One value has a mean only. */
export interface Statistic {
  n: number;
  mean?: number;
  std?: number;
  low?: number;
  high?: number;
  /** The smallest and the largest value; the console computes them. */
  min?: number;
  max?: number;
}

/** The value of a run that counts: the value of its last or of its best round. */
export type By = "last" | "best";

export interface SettingResult extends Setting {
  /** The number of its completed runs. */
  runs: number;
  metrics: Record<string, Record<By, Statistic>>;
}

/** Welch's t-test between two settings. */
export interface Comparison {
  settings: number[];
  metric: string;
  difference?: number;
  t?: number;
  degrees_of_freedom?: number;
  p?: number;
  /** The reason why there is no test. */
  reason?: string;
}

export interface SettingRounds {
  setting: number;
  rounds: { round: number; value: Statistic }[];
}

export interface ExperimentResult {
  metrics: string[];
  metric?: string;
  goal?: "max" | "min";
  by: By;
  settings: SettingResult[];
  best?: { setting: number; mean: number };
  step?: number;
  rounds?: SettingRounds[];
  comparison?: Comparison;
}

/** The query for a result. No metric: the usual one. */
export interface ResultQuestion {
  metric: string;
  by: By;
  /** No or two numbers of settings. */
  compare: readonly number[];
}

export function listExperiments(limit: number): Promise<{ experiments: ExperimentItem[]; total: number }> {
  return getJson(`api/experiments/?limit=${limit}`);
}

export function experimentOf(id: string): Promise<Experiment> {
  return getJson(path(id));
}

/** Starts an experiment and returns its id. */
export async function startExperiment(body: ExperimentStart): Promise<string> {
  const answer = await postJson<{ experiment_id: string; session: string }>("api/experiments/", body);
  session.keep(answer.session);
  return answer.experiment_id;
}

export type Action = "pause" | "resume" | "stop" | "retry";

/** Changes an experiment. `body` names the cells, or their states, of a retry. */
export function changeExperiment(id: string, action: Action, body: object = {}): Promise<Experiment> {
  return postJson(`${path(id)}${action}`, body);
}

/** Deletes an experiment that has ended, with or without its runs. */
export function deleteExperiment(id: string, withRuns: boolean): Promise<Deletion> {
  return deleteJson(`${path(id)}?runs=${withRuns}`);
}

/** The result so far, with the rounds of a metric if there is one. */
export async function resultOf(id: string, question: ResultQuestion): Promise<ExperimentResult> {
  const result = await getJson<ExperimentResult>(resultPath(id, question));
  if (question.metric !== "" || result.metric === undefined) {
    return result;
  }
  return getJson(resultPath(id, { ...question, metric: result.metric }));
}

/** The table as a file, of one metric or, without one, of all. */
export function tableOf(id: string, question: ResultQuestion, format: "csv" | "latex"): Promise<Blob> {
  return getBlob(resultPath(id, { ...question, compare: [] }, format));
}

function resultPath(id: string, { metric, by, compare }: ResultQuestion, format = ""): string {
  const query = new URLSearchParams({ by });
  const others = { metric, compare: compare.join(","), format };
  for (const [name, value] of Object.entries(others)) {
    if (value !== "") {
      query.set(name, value);
    }
  }
  return `${path(id)}result?${query}`;
}

function path(id: string): string {
  return `api/experiments/${encodeURIComponent(id)}/`;
}
