import { ApiError } from "./api";
import { type Outcome, type ReadSeveral, readSeveral } from "./batch";
import { keyOf } from "./model-key";
import { retries } from "./retries";
import type { History, Model } from "./types";

/** A training history that can be requested: of a model by its id, or of a file by its name. */
export interface HistorySource {
  /** A text that changes with the content, if the content is known. */
  key: string;
  by: "id" | "file";
  name: string;
}

export function ofModel(model: Model): HistorySource {
  return { key: keyOf(model), by: "id", name: model.id };
}

/** @param file as the list of trainings has it */
export function ofFile(file: string): HistorySource {
  return { key: `file ${file}`, by: "file", name: file };
}

/** A training history, or the error of its request. */
export type HistoryOutcome = { history: History } | { error: string };

/** The requests for histories, by their query parameter. */
const READS: Record<HistorySource["by"], ReadSeveral<History>> = {
  id: readSeveral("api/training_histories/batch?"),
  file: readSeveral("api/training_histories/files?", undefined, "file"),
};

/**
 * The training histories that a view compares. One request reads all missing histories of models, and another one those
 * of files, once for each key. Dispatches `change` for each answer.
 */
export class Histories extends EventTarget {
  private readonly known = new Map<string, HistoryOutcome>();
  private readonly asked = new Set<string>();
  private wanted: readonly HistorySource[] = [];

  constructor(private readonly reads = READS) {
    super();
  }

  of(source: HistorySource): HistoryOutcome | undefined {
    return this.known.get(source.key);
  }

  get loading(): boolean {
    return this.asked.size > 0;
  }

  /** Requests the histories of `sources` that are missing, and forgets the others. */
  want(sources: readonly HistorySource[]): void {
    this.wanted = sources;
    const keys = new Set(sources.map(({ key }) => key));
    [...this.known.keys()].filter((old) => !keys.has(old)).forEach((old) => this.known.delete(old));
    this.request(sources.filter(({ key }) => !this.known.has(key)));
  }

  /**
   * Requests the wanted histories again, because their files may have changed. The known histories stay until the
   * answers arrive.
   */
  reload(): void {
    this.request(this.wanted);
  }

  /** The errors of the wanted histories. */
  get errors(): string[] {
    return [...this.known.values()].flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  }

  private request(sources: readonly HistorySource[]): void {
    for (const by of ["id", "file"] as const) {
      void this.read(by, sources);
    }
  }

  private async read(by: HistorySource["by"], sources: readonly HistorySource[]): Promise<void> {
    const some = sources.filter((source) => source.by === by && !this.asked.has(source.key));
    const missing = new Map(some.map(({ name, key }) => [name, key]));
    if (missing.size === 0) {
      return;
    }
    missing.forEach((key) => this.asked.add(key));
    const answered = (outcomes: ReadonlyMap<string, Outcome<History>>): void => {
      for (const [name, outcome] of outcomes) {
        const key = missing.get(name);
        if (key !== undefined) {
          missing.delete(name);
          this.asked.delete(key);
          this.keep(key, outcome);
        }
      }
      this.dispatchEvent(new Event("change"));
    };
    try {
      await this.reads[by]([...missing.keys()], answered);
    } catch (failed) {
      answered(new Map([...missing.keys()].map((name) => [name, { error: failed as ApiError }])));
    }
  }

  /**
   * Stores an answer. A failed request does not replace a history that was read before; it is repeated if it may
   * succeed later.
   */
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
