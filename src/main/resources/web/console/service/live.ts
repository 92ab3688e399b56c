import { access, ROOT, session } from "./api";
import type { SimulationEvent } from "./types";

export type LiveState = "connecting" | "open" | "waiting";

type Answer = { error?: string } & Record<string, unknown>;
type Frame = { event: string; data: Record<string, unknown>; id?: number };

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 15_000;
const ANSWER_MILLIS = 20_000;

/**
 * The live connection of the page, `/ws`: opened again whenever it is lost, with growing pauses. Tells `state` when that
 * changes, `connected` when the service has greeted it, and hands every event of a simulation to `onEvents`, those of one frame together.
 */
export class Live extends EventTarget {
  state: LiveState = "connecting";
  /** When it tries again, in milliseconds since 1970, while it waits. */
  retryAt = 0;
  onEvents: (events: SimulationEvent[]) => void = () => {};

  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private nextId = 1;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  constructor() {
    super();
    window.addEventListener("online", () => this.retry());
    access.addEventListener("authorized", () => this.retry());
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
    socket.onmessage = ({ data }: MessageEvent<string>) => this.received(data);
    socket.onclose = () => this.lost(socket);
  }

  /** Tries at once, if it waits. */
  retry(): void {
    if (this.state === "waiting") {
      this.failures = 0;
      this.connect();
    }
  }

  /** Sends an event; its acknowledgement, with `error` where it was refused or there is no connection. */
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
      const limit = setTimeout(() => end({ error: "no answer" }), ANSWER_MILLIS);
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
      } else if (typeof frame.data["simulation_id"] === "string") {
        events.push(frame as unknown as SimulationEvent);
      }
    }
    if (events.length > 0) {
      this.onEvents(events);
    }
  }

  private greeted(data: Record<string, unknown>): void {
    session.keep(String(data["session"]));
    this.failures = 0;
    this.enter("open");
    this.dispatchEvent(new Event("connected"));
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) {
      return;
    }
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
