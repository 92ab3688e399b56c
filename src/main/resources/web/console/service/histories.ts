import { ApiError, getJson } from "./api";
import { keyOf } from "./model-key";
import { retries } from "./retries";
import type { History, Model } from "./types";

const AT_ONCE = 4;

/** A training history that can be requested. The key changes with the content, where that is known. */
export interface HistorySource {
  key: string;
  address: string;
}

export function ofModel(model: Model): HistorySource {
  return { key: keyOf(model), address: `api/models/${encodeURIComponent(model.id)}/training_history/` };
}

/** @param file as the list of trainings has it */
export function ofFile(file: string): HistorySource {
  return { key: `file ${file}`, address: `api/training_histories/file?file=${encodeURIComponent(file)}` };
}

/** A training history, or the error of its request. */
export type HistoryOutcome = { history: History } | { error: string };

/**
 * The training histories that a view compares. A few are requested at a time, once for each key. Dispatches `change`
 * for each answer.
 */
export class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private wanted: readonly HistorySource[] = [];
  private queue: HistorySource[] = [];

  of(source: HistorySource): HistoryOutcome | undefined {
    return this.known.get(source.key);
  }

  get loading(): boolean {
    return this.asked.size > 0 || this.queue.length > 0;
  }

  /** Requests the histories of `sources` that are missing, and forgets the others. */
  want(sources: readonly HistorySource[]): void {
    this.wanted = sources;
    const keys = new Set(sources.map(({ key }) => key));
    [...this.known.keys()].filter((old) => !keys.has(old)).forEach((old) => this.known.delete(old));
    this.request(sources.filter(({ key }) => !this.known.has(key)));
  }

  /** Requests the wanted histories again, because their files may have changed. Those that are known stay until then. */
  reload(): void {
    this.request(this.wanted);
  }

  /** The errors of the wanted histories. */
  get errors(): string[] {
    return [...this.known.values()].flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  }

  private request(sources: readonly HistorySource[]): void {
    this.queue = sources.filter(({ key }) => !this.asked.has(key));
    while (this.asked.size < AT_ONCE && this.queue.length > 0) {
      void this.work(this.queue.shift()!);
    }
  }

  private async work(first: HistorySource): Promise<void> {
    for (let source: HistorySource | undefined = first; source !== undefined; source = this.queue.shift()) {
      const { key, address } = source;
      this.asked.add(key);
      const outcome = await this.answer(address);
      this.asked.delete(key);
      // A history that was read before is better than the news of an outage.
      if ("history" in outcome || !this.known.has(key)) {
        this.known.set(key, outcome);
      }
      this.dispatchEvent(new Event("change"));
    }
  }

  private async answer(address: string): Promise<HistoryOutcome> {
    try {
      return { history: await getJson<History>(address) };
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
