// This file is long because a simulation and the set of all followed simulations change each other with each event.
import { LogBuffer, type LogLine } from "../terminal/log-buffer";
import { ApiError } from "./api";
import type { Checkpoint, RunClients } from "./inside-types";
import { live } from "./live";
import { models } from "./models";
import { retries } from "./retries";
import { eventsOf, recordForView, recordOf } from "./simulation-list";
import {
  isFinal,
  type LiveUsage,
  type Reason,
  type Round,
  type SimulationEvent,
  type SimulationRecord,
  type SimulationState,
  type Usage,
} from "./types";

/** The number of ended simulations whose logs are kept in memory. */
const ENDED_KEPT = 2;
/** The number of times the record is read again after the end, until it has the copies of the models. Each pause is
 * twice the last. */
const COPIES_READ = 6;
const COPIES_MILLIS = 1_000;
/** The interval at which a visible simulation of another session is read. */
const READ_MILLIS = 2_000;

/** A simulation of this session ended or stalled. `key` is the same in all tabs. */
export interface News {
  simulation: FollowedSimulation;
  what: "completed" | "failed" | "stopped" | "interrupted" | "stalled";
  key: string;
}

/**
 * A simulation that this page follows. Dispatches `log` for new lines, and `change` for all other changes. The service
 * sends the events of the reader's own simulations. The events of other sessions' simulations are read every few
 * seconds while these are visible.
 */
export class FollowedSimulation extends EventTarget {
  readonly log = new LogBuffer();
  /** The rounds of the present or last training. */
  readonly rounds: Round[] = [];
  private readonly before: Round[][] = [];
  state: SimulationState | undefined;
  place: number | undefined;
  /** A problem of the running simulation, `stalled` or `unreachable`; empty if there is none. */
  trouble = "";
  /** The number of the event that reported the problem. */
  troubleSeq = 0;
  /** Whether the simulation had not ended when this page read its record. */
  wasActive = false;
  /** The message of the last event. */
  message = "";
  reason: Reason = {};
  command = "";
  totalRounds: number | undefined;
  /** The resources that the simulation uses now, or used in all; undefined if they are not known. */
  usage: Usage | undefined;
  /** The seconds that are probably left; undefined if they are not known. */
  etaSeconds: number | undefined;
  /** The stored record. It is read at the start and again at the end. */
  record: SimulationRecord | undefined;
  /**
   * Whether the service sends the events to this page, which may then stop the simulation; undefined until this is
   * known.
   */
  own: boolean | undefined;
  /** The reason why the simulation can be neither followed nor read, and the status of that answer. */
  refusal = "";
  refusalStatus = 0;
  /** The number of the latest event that was applied. */
  seq = 0;
  /** Whether the last event of the simulation was applied. */
  finished = false;
  private resuming = false;
  private reading = false;
  private seen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private copiesRead = 0;
  /** The parts of the first answer that no view has shown. */
  private clients: RunClients | undefined;
  private checkpoints: Checkpoint[] | undefined;
  /** The latest record that was requested, until events are read after it. */
  private recordPending: Promise<SimulationRecord> | undefined;

  constructor(readonly id: string) {
    super();
  }

  /** The complete rounds. A log that is still read, has reached its limit, or was removed lacks rounds of the record. */
  get knownRounds(): readonly Round[] {
    const stored = this.record?.rounds ?? [];
    return stored.length >= this.rounds.length ? stored : this.rounds;
  }

  get ended(): boolean {
    return this.state !== undefined && isFinal(this.state);
  }

  /** Applies the events that follow the latest one. Requests missing events if there is a gap. */
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
        // No event reports the end of the wait, but a waiting simulation prints no lines.
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

  /** Asks the service for all events after the latest one. Events of another session's simulation are read instead. */
  async resume(): Promise<void> {
    if (this.resuming) {
      return;
    }
    this.resuming = true;
    const answer = await live.request("resume_simulation", { simulation_id: this.id, after: this.seq });
    this.resuming = false;
    if (live.state !== "open") {
      // The request is repeated as soon as there is a connection.
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

  /** Sets whether a view shows the simulation. */
  watch(seen: boolean): void {
    const before = this.seen;
    this.seen = seen;
    if (seen) {
      this.watchUsage();
    } else if (before && !this.ended && live.state === "open") {
      void live.request("watch_resources", { simulation_id: this.id, watch: false });
    }
    if (seen && this.own === false) {
      void this.read();
    }
  }

  /** Asks the service for the resource use of the simulation, about once a second while a view shows it. */
  watchUsage(): void {
    if (this.seen && !this.ended && live.state === "open") {
      void live.request("watch_resources", { simulation_id: this.id });
    }
  }

  /** Applies the present resource use of the simulation. */
  use({ simulation_id: _id, eta_seconds: eta, ...usage }: LiveUsage): void {
    if (!this.ended) {
      this.usage = Object.keys(usage).length > 0 ? usage : undefined;
      this.etaSeconds = eta;
      this.changed();
    }
  }

  /** Reads the record by `read`. */
  async refresh(read = recordOf): Promise<void> {
    try {
      this.recordPending = read(this.id);
      const record = await this.recordPending;
      this.clients = record.clients ?? this.clients;
      this.checkpoints = record.checkpoints ?? this.checkpoints;
      this.keep(record);
    } catch (failed) {
      // The live connection reports the same rejection.
      retries.add(this.log, failed, () => void this.refresh(read));
    }
  }

  /** Returns the clients that arrived with the record, once. Later, the present ones must be requested. */
  takeClients(): RunClients | undefined {
    const { clients } = this;
    this.clients = undefined;
    return clients;
  }

  /** Returns the checkpoints that arrived with the record, once. */
  takeCheckpoints(): Checkpoint[] | undefined {
    const { checkpoints } = this;
    this.checkpoints = undefined;
    return checkpoints;
  }

  /** Reads the events after the latest one. Repeats this every few seconds until the simulation has ended. */
  private async read(): Promise<void> {
    if (this.reading || this.finished || this.own) {
      return;
    }
    this.reading = true;
    clearTimeout(this.timer);
    try {
      const record = await this.latestRecord();
      this.refusal = "";
      this.keep(record);
      await eventsOf(this.id, this.seq, (events) => this.take(events));
      // The events were read after the record, so they are complete.
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

  /**
   * The record of the last request, if it is the final record or was requested for this read. Otherwise requests it
   * again.
   */
  private async latestRecord(): Promise<SimulationRecord> {
    const pending = this.recordPending;
    this.recordPending = undefined;
    if (this.record && isFinal(this.record.state)) {
      return this.record;
    }
    return pending ?? recordOf(this.id);
  }

  /** The rounds of the trainings before the present one, if the script runs several. */
  get earlier(): readonly (readonly Round[])[] {
    const recorded = this.record?.earlier_trainings ?? [];
    return recorded.length > this.before.length ? recorded.map(({ rounds }) => rounds) : this.before;
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
    this.wasActive ||= !isFinal(record.state);
    this.usage = record.resources ?? this.usage;
    this.etaSeconds = record.eta_seconds;
    this.totalRounds ??= record.total_rounds;
    this.command ||= record.command ?? "";
    this.place = record.place;
    if (this.state === undefined || isFinal(record.state)) {
      this.state = record.state;
      this.message ||= record.message ?? "";
      this.reason = this.reason.detail === undefined ? record : this.reason;
    }
    this.awaitCopies(record);
    this.changed();
  }

  /** Reads the record again later: the service copies the models of a simulation after its end and after their hashes. */
  private awaitCopies({ state, models: written }: SimulationRecord): void {
    const isComplete = written.every(({ kept_id: kept }) => kept !== undefined);
    if (isFinal(state) && this.wasActive && !isComplete && this.copiesRead < COPIES_READ) {
      setTimeout(() => void this.refresh(), COPIES_MILLIS * 2 ** this.copiesRead++);
    }
  }

  private apply(event: Exclude<SimulationEvent, { event: "simulation_log" }>): void {
    switch (event.event) {
      case "simulation_status":
        this.enter(event.data.status);
        this.place = event.data.place;
        this.trouble = event.data.detail ?? "";
        this.troubleSeq = event.data.seq;
        break;
      case "simulation_started":
        this.enter(event.data.status);
        this.place = undefined;
        this.command = event.data.command;
        void this.refreshAfterStart();
        this.watchUsage();
        break;
      case "simulation_round":
        if ((this.rounds.at(-1)?.round ?? -1) >= event.data.round) {
          // The script has begun its next training.
          this.before.push(this.rounds.splice(0));
        }
        this.rounds.push(event.data);
        this.totalRounds = event.data.total_rounds ?? this.totalRounds;
        break;
      case "simulation_complete":
      case "simulation_error":
        this.state = event.event === "simulation_complete" ? "completed" : (event.data.status ?? "failed");
        this.message = event.data.message;
        this.reason = event.event === "simulation_error" ? event.data : {};
        this.trouble = "";
        this.etaSeconds = undefined;
        this.finished = true;
        this.refreshUntilEnd();
    }
  }

  /** Reads the record again, unless the time of the start is known once a pending request has ended. */
  private async refreshAfterStart(): Promise<void> {
    await this.recordPending?.catch(() => undefined);
    if (this.record?.started === undefined) {
      this.refreshUntilEnd();
    }
  }

  /** Reads the record after an event, if the last one was not read after the end. Old events of a log need no request. */
  private refreshUntilEnd(): void {
    if (!this.record || !isFinal(this.record.state)) {
      void this.refresh();
    }
  }

  /** Sets the state. Events that are repeated after the end do not change it. */
  private enter(state: SimulationState): void {
    if (!this.record || !isFinal(this.record.state)) {
      this.state = state;
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * The simulations that this page shows, and the running ones of its session. Dispatches `change` when a simulation
 * starts or ends, and `round` with the id when a round ends. Dispatches `news` when a simulation of this session ends
 * or stalls.
 */
class Simulations extends EventTarget {
  private readonly followed = new Map<string, FollowedSimulation>();
  private shown = "";

  constructor() {
    super();
    live.onEvents = (events) => this.received(events);
    live.onUsage = (usage) => this.followed.get(usage.simulation_id)?.use(usage);
    live.addEventListener("connected", () => {
      for (const simulation of this.followed.values()) {
        if (!simulation.finished) {
          void simulation.resume();
          simulation.watchUsage();
        }
      }
    });
  }

  /** Follows a simulation, from its first event if it is not followed yet. */
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
    const simulation = this.follow(id, recordForView);
    if (live.state === "open") {
      void simulation.resume();
    }
    return simulation;
  }

  /** Forgets a simulation that was deleted. */
  forget(id: string): void {
    this.followed.get(id)?.watch(false);
    this.followed.delete(id);
  }

  private follow(id: string, read = recordOf): FollowedSimulation {
    const simulation = new FollowedSimulation(id);
    this.followed.set(id, simulation);
    let before: SimulationState | undefined;
    let reported = "";
    simulation.addEventListener("change", () => {
      // The list beside a simulation already has its first state.
      const isFirst = before === undefined && (simulation.ended || simulation.id === this.shown);
      const isNews = simulation.state !== before && !isFirst;
      before = simulation.state;
      if (isNews) {
        this.stateChanged(simulation);
      }
      const news = newsOf(simulation);
      if (news && news.key !== reported) {
        reported = news.key;
        this.dispatchEvent(new CustomEvent<News>("news", { detail: news }));
      }
    });
    void simulation.refresh(read);
    const finished = [...this.followed.values()].filter(
      (each) => each.id !== this.shown && (each.finished || each.own === false || each.refusal !== ""),
    );
    finished.slice(0, Math.max(0, finished.length - ENDED_KEPT)).forEach((old) => this.followed.delete(old.id));
    return simulation;
  }

  private stateChanged(simulation: FollowedSimulation): void {
    this.dispatchEvent(new Event("change"));
    if (simulation.state === "completed") {
      // The simulation has written models.
      void models.refresh(false);
    }
    const shown = this.followed.get(this.shown);
    if (simulation.ended && shown?.finished && shown !== simulation) {
      // The simulation may have overwritten the models of the visible one.
      void shown.refresh();
    }
  }

  private received(events: SimulationEvent[]): void {
    const byId = new Map<string, SimulationEvent[]>();
    for (const event of events) {
      // A rejected request causes an event without a number, which is not part of a log.
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
      if (own.some(({ event }) => event === "simulation_round")) {
        this.dispatchEvent(new CustomEvent<string>("round", { detail: id }));
      }
    }
  }
}

/** The end or the stall of a simulation of this session; undefined if it runs, or ended before this page read it. */
export function newsOf(simulation: FollowedSimulation): News | undefined {
  const { id, state, trouble, troubleSeq } = simulation;
  if (!simulation.own || !simulation.wasActive) {
    return undefined;
  }
  if (state === "completed" || state === "failed" || state === "stopped" || state === "interrupted") {
    return { simulation, what: state, key: `${id} ${state}` };
  }
  return trouble === "stalled" ? { simulation, what: "stalled", key: `${id} stalled ${troubleSeq}` } : undefined;
}

export const simulations = new Simulations();
