import { ApiError } from "./api";
import type { Outcome, ReadSeveral } from "./batch";
import { retries } from "./retries";
import { recordsWithCosts } from "./simulation-list";
import { isFinal, type SimulationRecord } from "./types";

const REFRESH_MILLIS = 3_000;
/** The records that are kept although no view asks for them any more. */
const KEPT = 200;

/** A simulation's record, or the reason why it cannot be read. */
export type RecordOutcome = { record: SimulationRecord } | { error: string };

/**
 * The records of simulations that a view compares. One request reads all missing records. The records of simulations
 * that have not ended are requested again every few seconds while the page is visible. Dispatches `change` for each
 * answer.
 */
export class RunRecords extends EventTarget {
  private readonly known = new Map<string, RecordOutcome>();
  private wanted: readonly string[] = [];
  private readonly asked = new Set<string>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ask: ReadSeveral<SimulationRecord> = recordsWithCosts) {
    super();
  }

  of(id: string): RecordOutcome | undefined {
    return this.known.get(id);
  }

  get loading(): boolean {
    return this.asked.size > 0;
  }

  /** Requests the records of `ids` that are missing. */
  want(ids: readonly string[]): void {
    this.wanted = ids;
    void this.request(ids.filter((id) => !this.known.has(id)));
    const others = [...this.known.keys()].filter((id) => !ids.includes(id));
    others.slice(0, Math.max(0, others.length - KEPT)).forEach((id) => this.known.delete(id));
    this.timer ??= setInterval(() => this.refresh(), REFRESH_MILLIS);
  }

  /** Ends the requests, until records are wanted again. */
  rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.wanted = [];
    retries.forget(this);
  }

  private refresh(): void {
    if (!document.hidden) {
      void this.request(this.wanted.filter((id) => this.isLive(id)));
    }
  }

  private isLive(id: string): boolean {
    const outcome = this.known.get(id);
    return outcome !== undefined && "record" in outcome && !isFinal(outcome.record.state);
  }

  private async request(ids: readonly string[]): Promise<void> {
    const missing = new Set(ids.filter((id) => !this.asked.has(id)));
    if (missing.size === 0) {
      return;
    }
    missing.forEach((id) => this.asked.add(id));
    const answered = (outcomes: ReadonlyMap<string, Outcome<SimulationRecord>>): void => {
      for (const [id, outcome] of outcomes) {
        missing.delete(id);
        this.asked.delete(id);
        this.keep(id, outcome);
      }
      this.dispatchEvent(new Event("change"));
    };
    try {
      await this.ask([...missing], answered);
    } catch (failed) {
      answered(new Map([...missing].map((id) => [id, { error: failed as ApiError }])));
    }
  }

  /**
   * Stores an answer. A failed request does not replace a record that was read before; it is repeated if it may succeed
   * later.
   */
  private keep(id: string, outcome: Outcome<SimulationRecord>): void {
    if ("value" in outcome) {
      this.known.delete(id);
      this.known.set(id, { record: outcome.value });
      return;
    }
    if (!this.known.has(id)) {
      this.known.set(id, { error: outcome.error.message });
    }
    if (outcome.error instanceof ApiError && outcome.error.passes) {
      retries.add(this, outcome.error, () => this.again());
    }
  }

  private again(): void {
    const failed = this.wanted.filter((id) => "error" in (this.known.get(id) ?? {}));
    failed.forEach((id) => this.known.delete(id));
    this.want(this.wanted);
  }
}
