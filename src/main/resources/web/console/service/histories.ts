import { ApiError, getJson } from "./api";
import { keyOf } from "./model-key";
import { retries } from "./retries";
import type { History, Model } from "./types";

const AT_ONCE = 4;

/** The training history of a model, or the error of its request. */
export type HistoryOutcome = { history: History } | { error: string };

/**
 * The training histories of the models that a view compares. A few are requested at a time, once for each content of a
 * model's file. Dispatches `change` for each answer.
 */
export class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private wanted: readonly Model[] = [];
  private queue: Model[] = [];

  of(model: Model): HistoryOutcome | undefined {
    return this.known.get(keyOf(model));
  }

  get loading(): boolean {
    return this.asked.size > 0 || this.queue.length > 0;
  }

  /** Requests the histories of `models` that are missing, and forgets the others. */
  want(models: readonly Model[]): void {
    this.wanted = models;
    const keys = new Set(models.map(keyOf));
    [...this.known.keys()].filter((old) => !keys.has(old)).forEach((old) => this.known.delete(old));
    this.request(models.filter((model) => !this.known.has(keyOf(model))));
  }

  /** Requests the wanted histories again, because their files may have changed. Those that are known stay until then. */
  reload(): void {
    this.request(this.wanted);
  }

  /** The errors of the wanted histories. */
  get errors(): string[] {
    return [...this.known.values()].flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  }

  private request(models: readonly Model[]): void {
    this.queue = models.filter((model) => !this.asked.has(keyOf(model)));
    while (this.asked.size < AT_ONCE && this.queue.length > 0) {
      void this.work(this.queue.shift()!);
    }
  }

  private async work(first: Model): Promise<void> {
    for (let model: Model | undefined = first; model !== undefined; model = this.queue.shift()) {
      const key = keyOf(model);
      this.asked.add(key);
      const outcome = await this.answer(model);
      this.asked.delete(key);
      // A history that was read before is better than the news of an outage.
      if ("history" in outcome || !this.known.has(key)) {
        this.known.set(key, outcome);
      }
      this.dispatchEvent(new Event("change"));
    }
  }

  private async answer(model: Model): Promise<HistoryOutcome> {
    try {
      return { history: await getJson<History>(`api/models/${encodeURIComponent(model.id)}/training_history/`) };
    } catch (failed) {
      if (failed instanceof ApiError && failed.passes) {
        retries.add(this, failed, () => this.again());
      }
      return { error: (failed as Error).message };
    }
  }

  private again(): void {
    const failed = [...this.known].filter(([, outcome]) => "error" in outcome);
    failed.forEach(([key]) => this.known.delete(key));
    this.want(this.wanted);
  }
}
