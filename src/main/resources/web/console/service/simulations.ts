import { LogBuffer, type LogLine } from "../terminal/log-buffer";
import { ApiError } from "./api";
import { live } from "./live";
import { models } from "./models";
import { retries } from "./retries";
import { eventsOf, recordOf } from "./simulation-list";
import {
  isFinal,
  type Reason,
  type Round,
  type SimulationEvent,
  type SimulationRecord,
  type SimulationState,
} from "./types";

/** Logs of ended simulations that are kept in memory, so that a look elsewhere does not load them again. */
const ENDED_KEPT = 2;
/** How often a simulation of another session is read while it is seen. */
const READ_MILLIS = 2_000;

/**
 * A simulation as this page follows it. Dispatches `log` when lines have come, and `change` when anything else has. The service
 * sends the events of one's own simulations; those of others are read every few seconds while they are seen.
 */
export class FollowedSimulation extends EventTarget {
  readonly log = new LogBuffer();
  readonly rounds: Round[] = [];
  state: SimulationState | undefined;
  place: number | undefined;
  /** What keeps it from going on as it should, while it does: `stalled`, `unreachable`; empty for nothing. */
  trouble = "";
  /** What the last event said of the end. */
  message = "";
  reason: Reason = {};
  command = "";
  totalRounds: number | undefined;
  /** What is stored of it; as of its start, and again as of its end. */
  record: SimulationRecord | undefined;
  /** Whether the service sends its events to this page, which may stop it then; undefined while that is not known. */
  own: boolean | undefined;
  /** Why it can be neither followed nor read, and the status of that answer. */
  refusal = "";
  refusalStatus = 0;
  /** Number of the last event that is in here. */
  seq = 0;
  /** Whether the event after which nothing comes is in here. */
  finished = false;
  private resuming = false;
  private reading = false;
  private seen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string) {
    super();
  }

  get ended(): boolean {
    return this.state !== undefined && isFinal(this.state);
  }

  /** Takes those events that come next; asks for what is missing before others. */
  take(events: SimulationEvent[]): void {
    const lines: LogLine[] = [];
    let other = false;
    for (const event of events) {
      if (event.data.seq <= this.seq) {
        continue;
      }
      if (event.data.seq > this.seq + 1 && this.own !== false) {
        void this.resume();
        break;
      }
      this.seq = event.data.seq;
      if (event.event === "simulation_log") {
        const { message, continues, replaces, seq } = event.data;
        lines.push({ seq, text: message, continues: continues ?? false, replaces: replaces ?? false });
      } else {
        this.apply(event);
        other = true;
      }
    }
    if (lines.length > 0) {
      this.log.append(lines);
      this.dispatchEvent(new Event("log"));
      if (this.state === undefined || this.state === "queued") {
        // No event tells that its turn has come, but only then are there lines.
        this.enter("starting");
        this.place = undefined;
        other = true;
      }
    }
    if (this.refusal && (other || lines.length > 0)) {
      this.refusal = "";
      other = true;
    }
    if (other) {
      this.changed();
    }
  }

  /** Has the service send everything after what is here. What it does not send, as it is another session's, is read. */
  async resume(): Promise<void> {
    if (this.resuming) {
      return;
    }
    this.resuming = true;
    const answer = await live.request("resume_simulation", { simulation_id: this.id, after: this.seq });
    this.resuming = false;
    if (live.state !== "open") {
      // Requested again as soon as there is a connection.
      return;
    }
    this.own = answer.error === undefined;
    if (this.own) {
      this.refusal = "";
      retries.forget(this);
    } else {
      await this.read();
    }
    this.changed();
  }

  /** Whether a view shows it. */
  watch(seen: boolean): void {
    this.seen = seen;
    if (seen && this.own === false) {
      void this.read();
    }
  }

  /** Reads the record. */
  async refresh(): Promise<void> {
    try {
      this.keep(await recordOf(this.id));
    } catch (failed) {
      // What is refused here is refused on the live connection as well.
      retries.add(this.log, failed, () => void this.refresh());
    }
  }

  /** Reads what there is after the last event; again every few seconds until it has ended. */
  private async read(): Promise<void> {
    if (this.reading || this.finished || this.own) {
      return;
    }
    this.reading = true;
    clearTimeout(this.timer);
    try {
      const record = await recordOf(this.id);
      this.refusal = "";
      this.keep(record);
      await eventsOf(this.id, this.seq, (events) => this.take(events));
      // Read after the record, so that it has all lines.
      this.finished ||= isFinal(record.state);
      retries.forget(this);
    } catch (failed) {
      if (!retries.add(this, failed, () => void (this.seen && this.read()))) {
        this.refusal = (failed as Error).message;
        this.refusalStatus = failed instanceof ApiError ? failed.status : 0;
      }
    }
    this.reading = false;
    this.readLater();
    this.changed();
  }

  private readLater(): void {
    if (!this.finished && !this.refusal && this.seen) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (document.hidden ? this.readLater() : void this.read()), READ_MILLIS);
    }
  }

  private keep(record: SimulationRecord): void {
    if (this.record && isFinal(this.record.state) && !isFinal(record.state)) {
      return;
    }
    this.record = record;
    this.totalRounds ??= record.total_rounds;
    this.command ||= record.command ?? "";
    this.place = record.place;
    if (this.state === undefined || isFinal(record.state)) {
      this.state = record.state;
      this.message ||= record.message ?? "";
      this.reason = this.reason.detail === undefined ? record : this.reason;
    }
    this.changed();
  }

  private apply(event: Exclude<SimulationEvent, { event: "simulation_log" }>): void {
    switch (event.event) {
      case "simulation_status":
        this.enter(event.data.status);
        this.place = event.data.place;
        this.trouble = event.data.detail ?? "";
        break;
      case "simulation_started":
        this.enter(event.data.status);
        this.place = undefined;
        this.command = event.data.command;
        void this.refresh();
        break;
      case "simulation_round":
        this.rounds.push(event.data);
        this.totalRounds = event.data.total_rounds ?? this.totalRounds;
        break;
      case "simulation_complete":
      case "simulation_error":
        this.state = event.event === "simulation_complete" ? "completed" : (event.data.status ?? "failed");
        this.message = event.data.message;
        this.reason = event.event === "simulation_error" ? event.data : {};
        this.trouble = "";
        this.finished = true;
        void this.refresh();
    }
  }

  /** What is told again of one that has ended is its past. */
  private enter(state: SimulationState): void {
    if (!this.record || !isFinal(this.record.state)) {
      this.state = state;
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The simulations that this page follows: those it shows, and those of its session that run. Dispatches `change` when one starts or ends. */
class Simulations extends EventTarget {
  private readonly followed = new Map<string, FollowedSimulation>();
  private shown = "";

  constructor() {
    super();
    live.onEvents = (events) => this.received(events);
    live.addEventListener("connected", () => {
      for (const simulation of this.followed.values()) {
        if (!simulation.finished) {
          void simulation.resume();
        }
      }
    });
  }

  /** Follows it, from its first event if it is not followed yet. */
  open(id: string): FollowedSimulation {
    this.shown = id;
    const known = this.followed.get(id);
    if (known) {
      this.followed.delete(id);
      this.followed.set(id, known);
      if (known.refusal) {
        void known.resume();
      } else if (known.finished) {
        // A later simulation may have overwritten its models.
        void known.refresh();
      }
      return known;
    }
    const simulation = this.follow(id);
    if (live.state === "open") {
      void simulation.resume();
    }
    return simulation;
  }

  private follow(id: string): FollowedSimulation {
    const simulation = new FollowedSimulation(id);
    this.followed.set(id, simulation);
    let before: SimulationState | undefined;
    simulation.addEventListener("change", () => {
      const isNews = simulation.state !== before && !(before === undefined && simulation.ended);
      before = simulation.state;
      if (isNews) {
        this.stateChanged(simulation);
      }
    });
    void simulation.refresh();
    const finished = [...this.followed.values()].filter(
      (each) => each.id !== this.shown && (each.finished || each.own === false || each.refusal !== ""),
    );
    finished.slice(0, Math.max(0, finished.length - ENDED_KEPT)).forEach((old) => this.followed.delete(old.id));
    return simulation;
  }

  private stateChanged(simulation: FollowedSimulation): void {
    this.dispatchEvent(new Event("change"));
    if (simulation.state === "completed") {
      // It has written models.
      void models.refresh(false);
    }
    const shown = this.followed.get(this.shown);
    if (simulation.ended && shown?.finished && shown !== simulation) {
      // It may have overwritten the models of the one that is shown.
      void shown.refresh();
    }
  }

  private received(events: SimulationEvent[]): void {
    const byId = new Map<string, SimulationEvent[]>();
    for (const event of events) {
      // A refusal of the service's own belongs to no place in a log.
      if (typeof event.data.seq === "number") {
        const own = byId.get(event.data.simulation_id);
        if (own) {
          own.push(event);
        } else {
          byId.set(event.data.simulation_id, [event]);
        }
      }
    }
    for (const [id, own] of byId) {
      const simulation = this.followed.get(id) ?? this.follow(id);
      simulation.take(own);
    }
  }
}

export const simulations = new Simulations();
