import { access, session } from "./api";
import type { LiveClients } from "./inside-types";
import { ROOT } from "./root";
import type { LiveUsage, SimulationEvent } from "./types";

export type LiveState = "connecting" | "open" | "waiting";

type Answer = { error?: string } & Record<string, unknown>;
type Frame = { event: string; data: Record<string, unknown>; id?: number };

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 15_000;
/** The time limit for the greeting and for an acknowledgement of the service. */
const ANSWER_MILLIS = 10_000;
/** The interval of pings. They detect a network that fails without closing the connection. */
const PING_MILLIS = 20_000;

/**
 * The live connection of the page to `/ws`. It is opened again after each loss, with growing pauses. Dispatches `state`
 * when the state changes, and `connected` after the service's greeting. The simulation events of a frame go to
 * `onEvents` together; the resource use of a simulation goes to `onUsage`. `clients` has the rows of a simulation's
 * clients as its detail.
 */
export class Live extends EventTarget {
  state: LiveState = "connecting";
  /** The time of the next attempt in milliseconds since 1970, if the state is `waiting`. */
  retryAt = 0;
  onEvents: (events: SimulationEvent[]) => void = () => {};
  onUsage: (usage: LiveUsage) => void = () => {};

  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private nextId = 1;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  constructor() {
    super();
    window.addEventListener("online", () => this.check());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    access.addEventListener("authorized", () => this.retry());
    setInterval(() => this.state === "open" && this.check(), PING_MILLIS);
  }

  connect(): void {
    clearTimeout(this.timer);
    this.enter("connecting");
    const address = new URL("ws", ROOT);
    address.protocol = address.protocol.replace("http", "ws");
    if (session.token) {
      address.searchParams.set("session", session.token);
    }
    if (access.token) {
      address.searchParams.set("token", access.token);
    }
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => socket === this.socket && this.received(data);
    socket.onclose = () => this.lost(socket);
    this.timer = setTimeout(() => this.lost(socket), ANSWER_MILLIS);
  }

  /** Connects at once, if the state is `waiting`. */
  retry(): void {
    if (this.state === "waiting") {
      this.failures = 0;
      this.connect();
    }
  }

  /** Checks whether the connection still works. */
  check(): void {
    if (this.state === "open") {
      void this.request("ping", {});
    } else {
      this.retry();
    }
  }

  /**
   * Sends an event. Resolves with its acknowledgement, which has `error` if it was rejected or if there is no
   * connection.
   */
  request(event: string, data: Record<string, unknown>): Promise<Answer> {
    const socket = this.socket;
    if (!socket || this.state !== "open") {
      return Promise.resolve({ error: "not connected" });
    }
    const id = this.nextId++;
    return new Promise((resolve) => {
      const end = (answer: Answer): void => {
        clearTimeout(limit);
        this.waiting.delete(id);
        resolve(answer);
      };
      // A service that does not answer is treated as lost.
      const limit = setTimeout(() => this.lost(socket), ANSWER_MILLIS);
      this.waiting.set(id, end);
      socket.send(JSON.stringify({ event, data, id }));
    });
  }

  private received(text: string): void {
    const parsed = JSON.parse(text) as Frame | Frame[];
    const events: SimulationEvent[] = [];
    for (const frame of Array.isArray(parsed) ? parsed : [parsed]) {
      if (frame.event === "connected") {
        this.greeted(frame.data);
      } else if (frame.event === "ack") {
        this.waiting.get(frame.id ?? 0)?.(frame.data);
      } else if (frame.event === "simulation_resources") {
        this.onUsage(frame.data as unknown as LiveUsage);
      } else if (frame.event === "simulation_clients") {
        this.dispatchEvent(new CustomEvent("clients", { detail: frame.data as unknown as LiveClients }));
      } else if (frame.event === "simulation_accuracy") {
        this.dispatchEvent(new CustomEvent("accuracy", { detail: frame.data["simulation_id"] }));
      } else if (typeof frame.data["simulation_id"] === "string") {
        events.push(frame as unknown as SimulationEvent);
      }
    }
    if (events.length > 0) {
      this.onEvents(events);
    }
  }

  private greeted(data: Record<string, unknown>): void {
    clearTimeout(this.timer);
    const { kept } = session;
    if (data["resumed"] !== true && kept !== undefined && kept !== session.token) {
      // Another tab has received a session in the meantime. All tabs share one session.
      session.adopt();
      this.socket?.close();
      this.connect();
      return;
    }
    session.keep(String(data["session"]));
    this.failures = 0;
    this.enter("open");
    this.dispatchEvent(new Event("connected"));
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) {
      return;
    }
    this.socket = undefined;
    socket.close();
    clearTimeout(this.timer);
    [...this.waiting.values()].forEach((end) => end({ error: "connection lost" }));
    const wait = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.failures++);
    this.retryAt = Date.now() + wait;
    this.timer = setTimeout(() => this.connect(), wait);
    this.enter("waiting");
  }

  private enter(state: LiveState): void {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

export const live = new Live();
