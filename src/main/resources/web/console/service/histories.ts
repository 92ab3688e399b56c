import { areShares } from "../ui/format";
import { ApiError, getJson } from "./api";
import { retries } from "./retries";
import type { History, Model } from "./types";

const AT_ONCE = 4;

/** What is known of a model's training: its history, that there is none, or why it cannot be told. */
export type HistoryOutcome = { history: History } | { missing: true } | { error: string };

/** Training histories of models, asked for a few at a time and once for each content of a model's file. */
class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private models: Model[] = [];
  private queue: Model[] = [];
  private busy = 0;
  /** Whether the service has no HISTORY_SUBDIR. */
  unconfigured = false;

  of(model: Model): HistoryOutcome | undefined {
    return this.known.get(key(model));
  }

  /**
   * Asks for those that are not known yet, or for all, and forgets those of models that are gone; `change` is told as they come.
   * What is known stays until then.
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

  /** Whether answers are still to come. */
  get loading(): boolean {
    return this.busy > 0 || this.queue.length > 0;
  }

  /** Whether it was not asked for, or could not be told. */
  private isOpen(model: Model): boolean {
    const outcome = this.known.get(key(model));
    return outcome === undefined || "error" in outcome;
  }

  /** Those that could not be told, and why. */
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
