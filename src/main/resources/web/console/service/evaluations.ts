import { getBlob, getJson, postJson, removeAt } from "./api";
import { type Sent, upload } from "./upload";

export type EvaluationState = "queued" | "running" | "completed" | "failed" | "stopped" | "interrupted";

export interface EvaluationItem {
  id: string;
  folder: string;
  models: string[];
  state: EvaluationState;
  requested: string;
  ended?: string;
  pictures: number;
  done: number;
  accuracies: (number | null)[];
}

export interface Mean {
  precision: number;
  recall: number;
  f1: number;
}

export interface ClassScores extends Mean {
  label: string;
  support: number;
}

export interface Confusion {
  labels: string[];
  /** A row for each true label, a column for each predicted one. */
  counts: number[][];
}

export interface Bin {
  from: number;
  to: number;
  pictures: number;
  accuracy: number;
  confidence: number;
}

export interface Wrong {
  picture: string;
  label: string;
  predicted: string;
  probability: number;
}

export interface Scores {
  pictures: number;
  accuracy: number;
  macro: Mean;
  weighted: Mean;
  classes: ClassScores[];
  confusion?: Confusion;
  calibration: { expected_error: number; bins: Bin[] };
  worst: Wrong[];
}

export interface ModelResult {
  model: string;
  modified: string;
  changed: boolean;
  error?: string;
  scores?: Scores;
}

export interface Disagreement {
  picture: string;
  label: string;
  answers: { model: string; label: string; probability: number }[];
}

export interface Evaluation extends Omit<EvaluationItem, "accuracies"> {
  started?: string;
  detail?: string;
  results: ModelResult[];
  unread: number;
  unread_pictures: { picture: string; reason: string }[];
  disagreeing: number;
  disagreements: Disagreement[];
}

/** The accuracy of the newest rounds of a simulation. */
export interface LiveAccuracy {
  /** Left out if nothing was evaluated. */
  folder?: string;
  rounds: { model_id: string; round?: number; modified: string; pictures: number; accuracy: number }[];
  /** Of the last version; left out if there are too many labels. */
  confusion?: Confusion;
  /** The reason why the last version was not evaluated. */
  note?: string;
}

export function liveAccuracyOf(simulation: string): Promise<LiveAccuracy> {
  return getJson<LiveAccuracy>(`api/simulations/${encodeURIComponent(simulation)}/live_accuracy`);
}

export function hasEnded(state: EvaluationState): boolean {
  return state !== "queued" && state !== "running";
}

export async function listEvaluations(): Promise<EvaluationItem[]> {
  return (await getJson<{ evaluations: EvaluationItem[] }>("api/evaluations/")).evaluations;
}

export function getEvaluation(id: string): Promise<Evaluation> {
  return getJson<Evaluation>(`api/evaluations/${encodeURIComponent(id)}/`);
}

export function startEvaluation(models: readonly string[], folder: string): Promise<Evaluation> {
  return postJson<Evaluation>("api/evaluations/", { models, folder });
}

/** Evaluates models on the pictures of a ZIP file, which is uploaded first. */
export function uploadEvaluation(
  models: readonly string[],
  file: File,
  sent: Sent,
  abort: AbortSignal,
): Promise<Evaluation> {
  const query = new URLSearchParams([...models.map((id) => ["models", id]), ["name", file.name]]);
  return upload(`api/evaluations/?${query}`, "application/zip", file, sent, abort);
}

export function stopEvaluation(id: string): Promise<Evaluation> {
  return postJson<Evaluation>(`api/evaluations/${encodeURIComponent(id)}/stop`, {});
}

export async function deleteEvaluation(id: string): Promise<void> {
  await removeAt(`api/evaluations/${encodeURIComponent(id)}/`);
}

/** The file of a picture that the results name. */
export function evaluatedPicture(id: string, path: string): Promise<Blob> {
  return getBlob(`api/evaluations/${encodeURIComponent(id)}/picture?path=${encodeURIComponent(path)}`);
}
