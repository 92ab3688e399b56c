import { ApiError } from "./api";
import { type Outcome, type ReadSeveral, readSeveral } from "./batch";
import type { Experiment } from "./experiments";
import { retries } from "./retries";

/**
 * The experiments of the runs that a view compares. Each experiment is read once, because its settings do not change.
 * An experiment that cannot be read stays unknown. Dispatches `change` for each answer.
 */
export class ExperimentsOfRuns extends EventTarget {
  private readonly known = new Map<string, Experiment | undefined>();
  private readonly asked = new Set<string>();
  private wanted: readonly string[] = [];

  constructor(private readonly ask: ReadSeveral<Experiment> = readSeveral("api/experiments/batch?")) {
    super();
  }

  of(id: string): Experiment | undefined {
    return this.known.get(id);
  }

  get loading(): boolean {
    return this.asked.size > 0;
  }

  /** Requests the experiments that are missing. */
  want(ids: readonly string[]): void {
    this.wanted = [...new Set(ids)];
    void this.request(this.wanted.filter((id) => !this.known.has(id) && !this.asked.has(id)));
  }

  /** Ends the repetition of requests. */
  rest(): void {
    this.wanted = [];
    retries.forget(this);
  }

  private async request(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const missing = new Set(ids);
    missing.forEach((id) => this.asked.add(id));
    const answered = (outcomes: ReadonlyMap<string, Outcome<Experiment>>): void => {
      for (const [id, outcome] of outcomes) {
        missing.delete(id);
        this.asked.delete(id);
        this.keep(id, outcome);
      }
      this.dispatchEvent(new Event("change"));
    };
    try {
      await this.ask(ids, answered);
    } catch (failed) {
      answered(new Map([...missing].map((id) => [id, { error: failed as ApiError }])));
    }
  }

  private keep(id: string, outcome: Outcome<Experiment>): void {
    if ("value" in outcome) {
      this.known.set(id, outcome.value);
    } else if (outcome.error instanceof ApiError && outcome.error.passes) {
      retries.add(this, outcome.error, () => this.want(this.wanted));
    } else {
      this.known.set(id, undefined);
    }
  }
}
