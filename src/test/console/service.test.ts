import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../main/resources/web/console/service/api";
import { Live, live } from "../../main/resources/web/console/service/live";
import { retries } from "../../main/resources/web/console/service/retries";
import { FollowedSimulation } from "../../main/resources/web/console/service/simulations";
import type { SimulationEvent } from "../../main/resources/web/console/service/types";

class FakeSocket {
  static last: FakeSocket;
  readonly sent: { event: string; data: Record<string, unknown>; id: number }[] = [];
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;
  closed = false;

  constructor(readonly address: URL) {
    FakeSocket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  receive(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function connected(): Live {
  const connection = new Live();
  connection.connect();
  FakeSocket.last.receive({ event: "connected", data: { session: "s.1", resumed: false } });
  return connection;
}

describe("Live", () => {
  it("connects again after growing pauses, with its session", () => {
    const connection = connected();
    expect(connection.state).toBe("open");
    for (const pause of [500, 1_000, 2_000]) {
      const before = FakeSocket.last;
      before.onclose?.();
      expect(connection.state).toBe("waiting");
      vi.advanceTimersByTime(pause - 1);
      expect(FakeSocket.last).toBe(before);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.last).not.toBe(before);
      expect(FakeSocket.last.address.searchParams.get("session")).toBe("s.1");
    }
  });

  it("resolves a request with its acknowledgement", async () => {
    const connection = connected();
    const answer = connection.request("stop_simulation", { simulation_id: "a" });
    const { id, event } = FakeSocket.last.sent[0]!;
    expect(event).toBe("stop_simulation");
    FakeSocket.last.receive({ event: "ack", id, data: { status: "stopping" } });
    expect(await answer).toEqual({ status: "stopping" });
  });

  it("treats a service that does not answer as lost", async () => {
    const connection = connected();
    const answer = connection.request("ping", {});
    vi.advanceTimersByTime(10_000);
    expect(await answer).toEqual({ error: "connection lost" });
    expect(connection.state).toBe("waiting");
  });

  it("hands over the events of one frame together", () => {
    const connection = connected();
    const frames: SimulationEvent[][] = [];
    connection.onEvents = (events) => frames.push(events);
    const event = { event: "simulation_log", data: { simulation_id: "a", seq: 1, message: "x" } };
    FakeSocket.last.receive([event, event]);
    expect(frames).toEqual([[event, event]]);
  });
});

describe("retries", () => {
  const outage = new ApiError(0, "");

  it("repeats a request after pauses that double", () => {
    const owner = {};
    const repeat = vi.fn();
    for (const pause of [1_000, 2_000, 4_000]) {
      repeat.mockClear();
      expect(retries.add(owner, outage, repeat)).toBe(true);
      vi.advanceTimersByTime(pause - 1);
      expect(repeat).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(repeat).toHaveBeenCalledOnce();
    }
  });

  it("waits as long as Retry-After says", () => {
    const repeat = vi.fn();
    retries.add({}, new ApiError(503, "busy", 7), repeat);
    vi.advanceTimersByTime(6_999);
    expect(repeat).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(repeat).toHaveBeenCalledOnce();
  });

  it("repeats at once when the live connection is open again", () => {
    const repeat = vi.fn();
    retries.add({}, outage, repeat);
    live.dispatchEvent(new Event("connected"));
    expect(repeat).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(repeat).toHaveBeenCalledOnce();
  });

  it.each([[400], [404], [500], [503]])("repeats status %i only if it passes", (status) => {
    expect(retries.add({}, new ApiError(status, ""), () => {})).toBe(status === 503);
  });

  it("does not repeat a request that took the service too long", () => {
    expect(retries.add({}, new ApiError(504, "took longer than 60 s", undefined, true), () => {})).toBe(false);
    expect(retries.add({}, new ApiError(504, "a proxy's page"), () => {})).toBe(true);
  });

  it("repeats nothing that is forgotten", () => {
    const owner = {};
    const repeat = vi.fn();
    retries.add(owner, outage, repeat);
    retries.forget(owner);
    vi.advanceTimersByTime(60_000);
    expect(repeat).not.toHaveBeenCalled();
  });
});

describe("FollowedSimulation", () => {
  const line = (seq: number): SimulationEvent =>
    ({ event: "simulation_log", data: { simulation_id: "a", seq, message: `line ${seq}` } }) as SimulationEvent;

  it("takes each event once", () => {
    const simulation = new FollowedSimulation("a");
    simulation.take([line(1), line(2)]);
    simulation.take([line(2), line(3)]);
    expect(simulation.log.plainText()).toBe("line 1\nline 2\nline 3\n");
    expect(simulation.seq).toBe(3);
  });

  it("asks for the events of a gap, and takes nothing behind it before", async () => {
    const simulation = new FollowedSimulation("a");
    const request = vi.spyOn(live, "request").mockResolvedValue({});
    simulation.take([line(1), line(3)]);
    expect(simulation.seq).toBe(1);
    expect(request).toHaveBeenCalledExactlyOnceWith("resume_simulation", { simulation_id: "a", after: 1 });
    await vi.advanceTimersByTimeAsync(0);
    simulation.take([line(2), line(3)]);
    expect(simulation.log.plainText()).toBe("line 1\nline 2\nline 3\n");
  });

  it("is starting once lines come, and finished after its last event", () => {
    const simulation = new FollowedSimulation("a");
    vi.spyOn(simulation, "refresh").mockResolvedValue();
    simulation.take([line(1)]);
    expect(simulation.state).toBe("starting");
    simulation.take([
      { event: "simulation_error", data: { simulation_id: "a", seq: 2, message: "m", status: "stopped" } },
    ] as unknown as SimulationEvent[]);
    expect([simulation.state, simulation.finished, simulation.message]).toEqual(["stopped", true, "m"]);
  });
});
