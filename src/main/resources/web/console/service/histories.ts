import { areShares } from "../ui/format";
import { ApiError, getJson } from "./api";
import { retries } from "./retries";
import type { History, Model } from "./types";

const AT_ONCE = 4;

/** A model's training: its history, the fact that it has none, or the error of the request. */
export type HistoryOutcome = { history: History } | { missing: true } | { error: string };

/** The training histories of models. A few are requested at a time, once for each content of a model's file. */
class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private models: Model[] = [];
  private queue: Model[] = [];
  private busy = 0;
  /** Whether HISTORY_SUBDIR is not set. */
  unconfigured = false;

  of(model: Model): HistoryOutcome | undefined {
    return this.known.get(key(model));
  }

  /**
   * Requests the missing histories, or all of them, and forgets those of removed models. Dispatches `change` for each
   * answer. A known history stays until its new answer.
   */
  load(models: Model[], all: boolean): void {
    this.models = models;
    const keys = new Set(models.map(key));
    [...this.known.keys()].filter((old) => !keys.has(old)).forEach((old) => this.known.delete(old));
    this.queue = models.filter((model) => !this.asked.has(key(model)) && (all || this.isOpen(model)));
    while (this.busy < AT_ONCE && this.queue.length > 0) {
      void this.work();
    }
  }

  /** Whether requests are pending. */
  get loading(): boolean {
    return this.busy > 0 || this.queue.length > 0;
  }

  /** Whether the history was not requested, or its request failed. */
  private isOpen(model: Model): boolean {
    const outcome = this.known.get(key(model));
    return outcome === undefined || "error" in outcome;
  }

  /** The failed requests with their errors. */
  get errors(): string[] {
    return [...this.known.values()].flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  }

  private async work(): Promise<void> {
    this.busy++;
    for (let model = this.queue.shift(); model; model = this.queue.shift()) {
      this.asked.add(key(model));
      this.known.set(key(model), await this.ask(model));
      this.asked.delete(key(model));
      this.dispatchEvent(new Event("change"));
    }
    this.busy--;
    this.dispatchEvent(new Event("change"));
  }

  private async ask(model: Model): Promise<HistoryOutcome> {
    try {
      const history = await getJson<History>(`api/models/${encodeURIComponent(model.id)}/training_history/`);
      return { history };
    } catch (failed) {
      if (failed instanceof ApiError && failed.passes) {
        retries.add(this, failed, () => this.load(this.models, false));
      }
      const status = failed instanceof ApiError ? failed.status : 0;
      this.unconfigured = status === 501;
      return status === 404 || status === 501 ? { missing: true } : { error: (failed as Error).message };
    }
  }
}

function key(model: Model): string {
  return `${model.id}\n${model.modified}\n${model.size_bytes}`;
}

export const histories = new Histories();

/** The highest accuracy of a training. */
export interface Best {
  accuracy: number;
  round: number;
  /** Whether the accuracies of the training are shares between 0 and 1. */
  isShare: boolean;
}

export function best(history: History): Best | undefined {
  const isShare = areShares(history.accuracies);
  let found: Best | undefined;
  history.accuracies.forEach((accuracy, index) => {
    if (accuracy !== null && (!found || accuracy > found.accuracy)) {
      found = { accuracy, round: history.rounds[index] ?? index, isShare };
    }
  });
  return found;
}
