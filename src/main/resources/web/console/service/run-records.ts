import { ApiError } from "./api";
import { retries } from "./retries";
import { recordOf } from "./simulation-list";
import { isFinal, type SimulationRecord } from "./types";

const AT_ONCE = 4;
const REFRESH_MILLIS = 3_000;
/** The records that are kept although no view asks for them any more. */
const KEPT = 200;

/** A simulation's record, or the reason why it cannot be read. */
export type RecordOutcome = { record: SimulationRecord } | { error: string };

/**
 * The records of simulations that a view compares. A few are requested at a time. Those of simulations that have not
 * ended are requested again every few seconds while the page is visible. Dispatches `change` for each answer.
 */
export class RunRecords extends EventTarget {
  private readonly known = new Map<string, RecordOutcome>();
  private wanted: readonly string[] = [];
  private queue: string[] = [];
  private readonly asked = new Set<string>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ask: (id: string) => Promise<SimulationRecord> = recordOf) {
    super();
  }

  of(id: string): RecordOutcome | undefined {
    return this.known.get(id);
  }

  get loading(): boolean {
    return this.queue.length > 0 || this.asked.size > 0;
  }

  /** Requests the records of `ids` that are missing. */
  want(ids: readonly string[]): void {
    this.wanted = ids;
    this.queue = [];
    this.request(ids.filter((id) => !this.known.has(id)));
    const others = [...this.known.keys()].filter((id) => !ids.includes(id));
    others.slice(0, Math.max(0, others.length - KEPT)).forEach((id) => this.known.delete(id));
    this.timer ??= setInterval(() => this.refresh(), REFRESH_MILLIS);
  }

  /** Ends the requests, until records are wanted again. */
  rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.queue = [];
    this.wanted = [];
    retries.forget(this);
  }

  private refresh(): void {
    if (!document.hidden) {
      this.request(this.wanted.filter((id) => this.isLive(id)));
    }
  }

  private isLive(id: string): boolean {
    const outcome = this.known.get(id);
    return outcome !== undefined && "record" in outcome && !isFinal(outcome.record.state);
  }

  private request(ids: readonly string[]): void {
    this.queue = [...new Set([...this.queue, ...ids])].filter((id) => !this.asked.has(id));
    while (this.asked.size < AT_ONCE && this.queue.length > 0) {
      void this.work(this.queue.shift()!);
    }
  }

  private async work(first: string): Promise<void> {
    for (let id: string | undefined = first; id !== undefined; id = this.queue.shift()) {
      this.asked.add(id);
      const outcome = await this.answer(id);
      this.asked.delete(id);
      // A record that was read before is better than the news of an outage.
      if ("record" in outcome || !this.known.has(id)) {
        this.known.delete(id);
        this.known.set(id, outcome);
      }
      this.dispatchEvent(new Event("change"));
    }
  }

  private async answer(id: string): Promise<RecordOutcome> {
    try {
      return { record: await this.ask(id) };
    } catch (failed) {
      if (failed instanceof ApiError && failed.passes) {
        retries.add(this, failed, () => this.again());
      }
      return { error: (failed as Error).message };
    }
  }

  private again(): void {
    const failed = this.wanted.filter((id) => "error" in (this.known.get(id) ?? {}));
    failed.forEach((id) => this.known.delete(id));
    this.want(this.wanted);
  }
}
