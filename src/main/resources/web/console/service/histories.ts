import { ApiError } from "./api";
import { type Outcome, type ReadSeveral, readSeveral } from "./batch";
import { keyOf } from "./model-key";
import { retries } from "./retries";
import type { History, Model } from "./types";

/** The training history of a model, or the error of its request. */
export type HistoryOutcome = { history: History } | { error: string };

/**
 * The training histories of the models that a view compares. One request reads all that are missing, once for each
 * content of a model's file. Dispatches `change` for each answer.
 */
export class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private wanted: readonly Model[] = [];

  constructor(private readonly ask: ReadSeveral<History> = readSeveral("api/training_histories/batch?")) {
    super();
  }

  of(model: Model): HistoryOutcome | undefined {
    return this.known.get(keyOf(model));
  }

  get loading(): boolean {
    return this.asked.size > 0;
  }

  /** Requests the histories of `models` that are missing, and forgets the others. */
  want(models: readonly Model[]): void {
    this.wanted = models;
    const keys = new Set(models.map(keyOf));
    [...this.known.keys()].filter((old) => !keys.has(old)).forEach((old) => this.known.delete(old));
    void this.request(models.filter((model) => !this.known.has(keyOf(model))));
  }

  /** Requests the wanted histories again, because their files may have changed. Those that are known stay until then. */
  reload(): void {
    void this.request(this.wanted);
  }

  /** The errors of the wanted histories. */
  get errors(): string[] {
    return [...this.known.values()].flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  }

  private async request(models: readonly Model[]): Promise<void> {
    const missing = new Map(
      models.filter((model) => !this.asked.has(keyOf(model))).map((model) => [model.id, keyOf(model)]),
    );
    if (missing.size === 0) {
      return;
    }
    missing.forEach((key) => this.asked.add(key));
    const answered = (outcomes: ReadonlyMap<string, Outcome<History>>): void => {
      for (const [id, outcome] of outcomes) {
        const key = missing.get(id);
        if (key !== undefined) {
          missing.delete(id);
          this.asked.delete(key);
          this.keep(key, outcome);
        }
      }
      this.dispatchEvent(new Event("change"));
    };
    try {
      await this.ask([...missing.keys()], answered);
    } catch (failed) {
      answered(new Map([...missing.keys()].map((id) => [id, { error: failed as ApiError }])));
    }
  }

  /** A history that was read before is better than the news of an outage. */
  private keep(key: string, outcome: Outcome<History>): void {
    if ("value" in outcome) {
      this.known.set(key, { history: outcome.value });
      return;
    }
    if (!this.known.has(key)) {
      this.known.set(key, { error: outcome.error.message });
    }
    if (outcome.error instanceof ApiError && outcome.error.passes) {
      retries.add(this, outcome.error, () => this.again());
    }
  }

  private again(): void {
    const failed = [...this.known].filter(([, outcome]) => "error" in outcome);
    failed.forEach(([key]) => this.known.delete(key));
    this.want(this.wanted);
  }
}
