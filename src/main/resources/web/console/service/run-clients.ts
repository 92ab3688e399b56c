import { clientsOf } from "./inside";
import type { LiveClients, RoundClient, RoundClients, RunClients } from "./inside-types";
import { live } from "./live";
import { retries } from "./retries";
import { isFinal, type SimulationRecord } from "./types";

/** The pause before the summary of the clients is read again after live rows. */
const SUMMARY_MILLIS = 2_000;
/** The interval at which the clients of a running simulation of another session are read. */
const READ_MILLIS = 5_000;

/** The clients of a simulation that has ended and was not observed: there are none. Undefined for all others. */
export function unobserved(record: SimulationRecord | undefined): RunClients | undefined {
  const observed = record?.observed;
  return record && isFinal(record.state) && observed?.events === 0
    ? { observed: false, ...(observed.note === undefined ? {} : { note: observed.note }), nodes: [], rounds: [] }
    : undefined;
}

/** The clients in one phase of one round, at their place in all rounds. Rows of the same clients are replaced. */
export function merged(rounds: readonly RoundClients[], update: RoundClients): RoundClients[] {
  const isSame = (each: RoundClients): boolean =>
    each.training === update.training && each.round === update.round && each.phase === update.phase;
  const before = rounds.find(isSame);
  const rows = new Map<unknown, RoundClient>(before?.clients.map((each) => [keyOf(each), each]) ?? []);
  for (const row of update.clients) {
    rows.set(keyOf(row), { ...rows.get(keyOf(row)), ...row });
  }
  const { training, round, phase } = update;
  return [...rounds.filter((each) => !isSame(each)), { training, round, phase, clients: [...rows.values()] }].sort(
    (a, b) => a.training - b.training || a.round - b.round || phaseOrder(a.phase) - phaseOrder(b.phase),
  );
}

/** A row without a node stays a row of its own. */
function keyOf(row: RoundClient): unknown {
  return row.node ?? row;
}

function phaseOrder(phase: string): number {
  return phase === "train" ? 0 : 1;
}

/**
 * The clients of one simulation, in the form of a view. They are read once. Then the live connection keeps them up to
 * date, or further requests if the simulation is another session's. Dispatches `change`.
 */
export class FollowedClients extends EventTarget {
  error: Error | undefined;
  /** Whether the clients are still the clients that the constructor got. */
  private isFresh: boolean;
  private isWatched = false;
  private isActive = false;
  private own: boolean | undefined;
  private turn = 0;
  private isPending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly connected = (): void => {
    if (this.isActive) {
      this.ask();
      this.update();
    }
  };
  private readonly received = (event: Event): void => this.take((event as CustomEvent<LiveClients>).detail);

  /** @param value the clients that were read a moment ago; undefined if they must be read */
  constructor(
    readonly id: string,
    public value?: RunClients,
  ) {
    super();
    this.isFresh = value !== undefined;
  }

  /**
   * Follows the clients.
   *
   * @param active whether the simulation has not ended
   * @param own whether the service sends its live events to this page; undefined until this is known
   */
  watch(active: boolean, own: boolean | undefined): void {
    const isChanged = !this.isWatched || active !== this.isActive || own !== this.own;
    if (!isChanged) {
      return;
    }
    const hasEnded = this.isWatched && active !== this.isActive;
    if (!this.isWatched) {
      live.addEventListener("connected", this.connected);
      live.addEventListener("clients", this.received);
    }
    this.isWatched = true;
    this.isActive = active;
    this.own = own;
    if (active) {
      this.ask();
    }
    this.isFresh &&= !hasEnded;
    this.update();
  }

  /** Ends the requests and the live events. */
  rest(): void {
    live.removeEventListener("connected", this.connected);
    live.removeEventListener("clients", this.received);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.turn++;
    this.isPending = false;
    retries.forget(this);
    if (this.isWatched && this.isActive && this.own && live.state === "open") {
      void live.request("unwatch_clients", { simulation_id: this.id });
    }
    this.isWatched = false;
  }

  /** Reads all clients. */
  async load(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const turn = ++this.turn;
    this.isFresh = false;
    this.isPending = true;
    let outcome: { value: RunClients } | { error: Error };
    try {
      outcome = { value: await clientsOf(this.id) };
    } catch (failed) {
      outcome = { error: failed as Error };
    }
    if (turn !== this.turn || !this.isWatched) {
      return;
    }
    this.isPending = false;
    if ("error" in outcome) {
      this.error = outcome.error;
      retries.add(this, outcome.error, () => void this.load());
    } else {
      this.value = outcome.value;
      this.error = undefined;
      retries.forget(this);
    }
    if (this.isActive && !this.own) {
      this.loadLater(READ_MILLIS);
    }
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Reads the clients. If the constructor got them, reads them again later: some may answer before the live events
   * begin.
   */
  private update(): void {
    if (!this.isFresh) {
      void this.load();
    } else if (this.isActive) {
      this.loadLater(this.own === false ? READ_MILLIS : SUMMARY_MILLIS);
    }
  }

  private ask(): void {
    if (this.own && live.state === "open") {
      void live.request("watch_clients", { simulation_id: this.id });
    }
  }

  /** Takes live rows. The summary over all rounds is read again a little later. */
  private take(clients: LiveClients): void {
    if (clients.simulation_id !== this.id) {
      return;
    }
    const before = this.value ?? { observed: true, nodes: [], rounds: [] };
    this.value = { ...before, observed: true, rounds: merged(before.rounds, clients) };
    this.loadLater(SUMMARY_MILLIS);
    this.dispatchEvent(new Event("change"));
  }

  private loadLater(millis: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (document.hidden || this.isPending) {
        this.loadLater(millis);
      } else {
        void this.load();
      }
    }, millis);
  }
}
