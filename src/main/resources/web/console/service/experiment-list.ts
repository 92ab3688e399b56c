import { ApiError } from "./api";
import { type Experiment, experimentOf } from "./experiments";
import { retries } from "./retries";

/**
 * The experiments of the runs that a view compares. Each is requested once: its settings do not change. One that cannot
 * be read stays unknown. Dispatches `change` for each answer.
 */
export class ExperimentsOfRuns extends EventTarget {
  private readonly known = new Map<string, Experiment | undefined>();
  private readonly asked = new Set<string>();
  private wanted: readonly string[] = [];

  constructor(private readonly ask: (id: string) => Promise<Experiment> = experimentOf) {
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
    for (const id of this.wanted) {
      if (!this.known.has(id) && !this.asked.has(id)) {
        this.asked.add(id);
        void this.request(id);
      }
    }
  }

  /** Ends the repetition of requests. */
  rest(): void {
    this.wanted = [];
    retries.forget(this);
  }

  private async request(id: string): Promise<void> {
    try {
      this.known.set(id, await this.ask(id));
    } catch (failed) {
      if (failed instanceof ApiError && failed.passes) {
        retries.add(this, failed, () => this.want(this.wanted));
      } else {
        this.known.set(id, undefined);
      }
    }
    this.asked.delete(id);
    this.dispatchEvent(new Event("change"));
  }
}
