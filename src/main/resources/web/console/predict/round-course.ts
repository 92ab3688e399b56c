import type { Curve } from "../chart/curve";
import { ApiError } from "../service/api";
import { keyOf } from "../service/model-key";
import type { Series } from "../service/series";
import type { Model, Prediction } from "../service/types";

/** The most rounds of a series for which predictions are requested at first. */
export const MAX_ROUNDS = 50;
/** The most points. If there are more, every second point is removed. */
const MAX_POINTS = 200;
/** The time for loading the model of a round. */
const PATIENCE_MILLIS = 600_000;

/** The predictions of a round, or the reason why there are none. */
export interface RoundPoint {
  round: number;
  /** The id of its model. */
  model: string;
  predictions?: Prediction[];
  error?: Error;
}

/** Whether the models of a series are rounds: several rounds, or the first round of a run that may be followed. */
export function isCourse({ models: [first, ...others] }: Series): boolean {
  return first.round !== undefined && (others.length > 0 || first.run !== undefined);
}

/** At most `most` values in even steps, including the first and the last value. */
export function evenly<T>(values: readonly T[], most: number): T[] {
  return values.length <= most
    ? [...values]
    : Array.from({ length: most }, (_, index) => values[Math.round((index * (values.length - 1)) / (most - 1))]!);
}

/** The rounds of a series, the first round first. Models that cannot be used are left out. */
export function roundsOf(models: readonly Model[]): Model[] {
  return models
    .filter(({ round, state }) => round !== undefined && state !== "UNAVAILABLE")
    .sort((a, b) => (a.round ?? 0) - (b.round ?? 0));
}

/** The labels with the largest mean probability over the rounds, the largest first. */
export function topLabels(points: readonly RoundPoint[], most: number): string[] {
  const sums = new Map<string, number>();
  for (const { predictions = [] } of points) {
    for (const { label, probability } of predictions) {
      sums.set(label, (sums.get(label) ?? 0) + probability);
    }
  }
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([label]) => label);
}

/** The curves of the probabilities of labels over the rounds. A round without predictions has no point. */
export function curvesOf(points: readonly RoundPoint[], labels: readonly string[]): Curve[] {
  return labels.map((name, colour) => ({
    name,
    colour,
    points: points.flatMap(({ round, predictions }): [number, number][] => {
      const found = predictions?.find(({ label }) => label === name);
      return found ? [[round, found.probability]] : [];
    }),
  }));
}

/**
 * Predicts with the rounds of a series, one after the other. Dispatches `change` after each answer and when it begins or
 * ends.
 */
export class RoundCourse extends EventTarget {
  /** In the order of the rounds. */
  points: RoundPoint[] = [];
  /** The number of waiting rounds, including the round whose prediction is pending. */
  left = 0;
  /** The reason why the present request takes long; empty if it is not known. */
  note = "";

  private readonly asked = new Set<string>();
  private waiting: Model[] = [];
  private abort: AbortController | undefined;

  /** @param ask predicts with a model */
  constructor(private readonly ask: (model: string, abort: AbortSignal) => Promise<Prediction[]>) {
    super();
  }

  /** Whether it was begun and not stopped, so that it predicts with new rounds. */
  get isOpen(): boolean {
    return this.abort !== undefined;
  }

  /** Begins with rounds of a series; the points of an earlier one are forgotten. */
  begin(models: readonly Model[]): void {
    this.stop();
    this.points = [];
    this.asked.clear();
    this.abort = new AbortController();
    const rounds = roundsOf(models);
    // Rounds between the chosen ones do not count as new later.
    rounds.forEach((model) => this.asked.add(keyOf(model)));
    this.enqueue(evenly(rounds, MAX_ROUNDS));
  }

  /** Adds the rounds of the present list that were not there before. A model may have the content of a later round. */
  follow(models: readonly Model[]): void {
    if (this.isOpen) {
      const fresh = roundsOf(models).filter((model) => !this.asked.has(keyOf(model)));
      fresh.forEach((model) => this.asked.add(keyOf(model)));
      this.enqueue(evenly(fresh, MAX_ROUNDS));
    }
  }

  /** Ends the request and forgets the waiting rounds. The points stay. */
  stop(): void {
    this.abort?.abort();
    this.abort = undefined;
    this.waiting = [];
    this.left = 0;
    this.note = "";
    this.changed();
  }

  private enqueue(models: readonly Model[]): void {
    const isIdle = this.left === 0;
    this.waiting.push(...models);
    this.left += models.length;
    if (isIdle && this.left > 0 && this.abort) {
      void this.work(this.abort.signal);
    }
    this.changed();
  }

  private async work(abort: AbortSignal): Promise<void> {
    for (let model = this.waiting.shift(); model; model = this.waiting.shift()) {
      const point = await this.point(model, abort);
      if (abort.aborted) {
        return;
      }
      this.take(point);
      this.left--;
      this.note = "";
      this.changed();
    }
  }

  private async point({ id, round = 0 }: Model, abort: AbortSignal): Promise<RoundPoint> {
    const start = Date.now();
    for (;;) {
      try {
        return { round, model: id, predictions: await this.ask(id, abort) };
      } catch (failed) {
        const wait = failed instanceof ApiError && failed.status === 503 ? failed.retryAfter : undefined;
        if (wait === undefined || abort.aborted || Date.now() - start > PATIENCE_MILLIS) {
          return { round, model: id, error: failed as Error };
        }
        this.note = (failed as Error).message;
        this.changed();
        await pause(Math.max(1, wait) * 1_000, abort);
        if (abort.aborted) {
          return { round, model: id, error: failed as Error };
        }
      }
    }
  }

  private take(point: RoundPoint): void {
    const others = this.points.filter(({ round }) => round !== point.round);
    const all = [...others, point].sort((a, b) => a.round - b.round);
    this.points = all.length > MAX_POINTS ? evenly(all, MAX_POINTS / 2) : all;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Resolves after a time, or at once when it is aborted. */
function pause(millis: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      abort.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    abort.addEventListener("abort", end);
  });
}
