import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { zh } from "../../main/resources/web/chinese/zh";
import { en } from "../../main/resources/web/console/app/en";
import { Notices } from "../../main/resources/web/console/app/notices";
import { lasting } from "../../main/resources/web/console/app/preferences";
import { live } from "../../main/resources/web/console/service/live";
import { unobserved } from "../../main/resources/web/console/service/run-clients";
import { series } from "../../main/resources/web/console/service/series";
import { FollowedSimulation, type News, newsOf } from "../../main/resources/web/console/service/simulations";
import { trainings } from "../../main/resources/web/console/service/trainings";
import type { Model, SimulationEvent, SimulationRecord } from "../../main/resources/web/console/service/types";
import { differenceLine } from "../../main/resources/web/console/simulate/differences";
import { facts } from "../../main/resources/web/console/simulate/usage";

const ID = "20261128-101500-1a2b3c4d";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  // The stubs of setup.ts stay.
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false, documentElement: {} }));
});

describe("what a simulation uses", () => {
  it("has a name and a unit for each value that is known", () => {
    const usage = {
      cpu_seconds: 12.34,
      memory_bytes: 2_000_000,
      peak_memory_bytes: 3e9,
      processes: 4,
      written_bytes: 0,
    };
    expect(facts(usage, en.details)).toEqual([
      ["Processor time", "12.3 s"],
      ["Memory", "2 MB"],
      ["Peak memory", "3 GB"],
      ["Processes", "4"],
      ["Written to disk", "0 B"],
    ]);
    expect(facts({ peak_gpu_bytes: 5e9 }, en.details)).toEqual([["Peak GPU memory", "5 GB"]]);
  });

  it("is asked for only while a view shows the simulation", () => {
    const request = vi.spyOn(live, "request").mockResolvedValue({});
    live.state = "open";
    const simulation = new FollowedSimulation(ID);
    simulation.watchUsage();
    expect(request).not.toHaveBeenCalled();
    simulation.watch(true);
    expect(request).toHaveBeenLastCalledWith("watch_resources", { simulation_id: ID });
    simulation.watch(false);
    expect(request).toHaveBeenLastCalledWith("watch_resources", { simulation_id: ID, watch: false });
    simulation.watch(false);
    expect(request).toHaveBeenCalledTimes(2);
    live.state = "connecting";
  });

  it("is kept apart from the events of the log", () => {
    const simulation = new FollowedSimulation(ID);
    simulation.use({ simulation_id: ID, cpu_seconds: 1, eta_seconds: 30 });
    expect(simulation.usage).toEqual({ cpu_seconds: 1 });
    expect(simulation.etaSeconds).toBe(30);
    expect(simulation.seq).toBe(0);
    simulation.use({ simulation_id: ID, eta_seconds: 29 });
    expect(simulation.usage).toBeUndefined();
  });
});

describe("a difference", () => {
  const line = (what: string, name?: string, then?: string, now?: string, texts = en): string =>
    differenceLine({ what, ...(name && { name }), ...(then && { then }), ...(now && { now }) }, texts.details);

  it("is one line", () => {
    expect(line("package", "torch", "2.1", "2.2")).toBe("Package torch: then 2.1, now 2.2");
    expect(line("package", "torch", "2.1")).toBe("Package torch: then 2.1, now none");
    expect(line("commit", "", "0123456789abcdef", "fedcba9876543210")).toBe(
      "Commit: then 0123456789ab, now fedcba987654",
    );
    expect(line("python", "", "3.10.1", "3.12.0")).toBe("Python: then 3.10.1, now 3.12.0");
    expect(line("file", "a.py", "aa", "bb")).toBe("File a.py: its content has changed");
    expect(line("file", "a.py", "", "bb")).toBe("File a.py: then none, now bb");
    expect(line("changes", "", "aa", "bb")).toBe("Uncommitted changes: others than then");
    expect(line("changes", "", "", "bb")).toBe("Uncommitted changes: then none, now some");
    expect(line("package", "torch", "2.1", "2.2", zh)).toBe("软件包 torch：当时 2.1，现在 2.2");
  });

  it("of an unknown kind has its own name", () => {
    expect(line("gpu", "", "a", "b")).toBe("gpu: then a, now b");
  });
});

describe("models of runs", () => {
  it("are not grouped with the rounds of other runs", () => {
    const model = (id: string, round: number, run?: string): Model => ({
      id,
      name: id,
      description: "",
      format: "ONNX",
      size_bytes: 1,
      modified: "2026-01-01T00:00:00Z",
      state: "AVAILABLE",
      group: "net",
      round,
      ...(run && { run }),
    });
    const list = [model("net_1", 1), model("net_2", 2), model("net_1@a", 1, "a"), model("net_1@b", 1, "b")];
    expect(series(list).map((each) => each.models.map(({ id }) => id))).toEqual([
      ["net_2", "net_1"],
      ["net_1@a"],
      ["net_1@b"],
    ]);
  });
});

describe("news of a simulation", () => {
  const events = (...all: { event: string; status?: string; detail?: string }[]): SimulationEvent[] =>
    all.map(({ event, ...data }, index) => ({
      event,
      data: { simulation_id: ID, seq: index + 1, message: "", exit_code: 0, ...data },
    })) as unknown as SimulationEvent[];

  function followed(): FollowedSimulation {
    const simulation = new FollowedSimulation(ID);
    vi.spyOn(simulation, "refresh").mockResolvedValue();
    simulation.own = true;
    simulation.wasActive = true;
    return simulation;
  }

  it("is its end, and each stall", () => {
    const simulation = followed();
    simulation.take(events({ event: "simulation_status", status: "running", detail: "stalled" }));
    expect(newsOf(simulation)).toMatchObject({ what: "stalled", key: `${ID} stalled 1` });
    const end = { event: "simulation_error", status: "failed" };
    simulation.take(events({ event: "simulation_status", status: "running" }, end));
    expect(newsOf(simulation)).toMatchObject({ what: "failed", key: `${ID} failed` });
  });

  it("is not the end of one that had ended before, or of another session's", () => {
    for (const change of [{ wasActive: false }, { own: false }]) {
      const simulation = Object.assign(followed(), change);
      simulation.take(events({ event: "simulation_complete" }));
      expect(newsOf(simulation)).toBeUndefined();
    }
  });
});

describe("the copies of the models", () => {
  const answer = (model: object): Response =>
    new Response(
      JSON.stringify({ id: ID, state: "completed", requested: "", rounds: [], models: [{ id: "a", ...model }] }),
    );

  it("are read a bounded number of times after the end, until the record has them", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn(async () => answer({}));
    vi.stubGlobal("fetch", fetched);
    const simulation = Object.assign(new FollowedSimulation(ID), { wasActive: true });
    await simulation.refresh();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(fetched).toHaveBeenCalledTimes(7);

    fetched.mockImplementation(async () => answer({ sha256: "aa", kept_id: `a@${ID}` }));
    fetched.mockClear();
    const other = Object.assign(new FollowedSimulation(ID), { wasActive: true });
    await other.refresh();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(other.record?.models[0]?.kept_id).toBe(`a@${ID}`);
  });

  it("are awaited after the hashes of the models", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn(async () => answer({ sha256: "aa", kept_id: `a@${ID}` }));
    fetched.mockImplementationOnce(async () => answer({ sha256: "aa" }));
    vi.stubGlobal("fetch", fetched);
    const simulation = Object.assign(new FollowedSimulation(ID), { wasActive: true });
    await simulation.refresh();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(fetched).toHaveBeenCalledTimes(2);
    expect(simulation.record?.models[0]?.kept_id).toBe(`a@${ID}`);
  });

  it("are not awaited for a simulation that had ended before", async () => {
    vi.useFakeTimers();
    const fetched = vi.fn(async () => answer({}));
    vi.stubGlobal("fetch", fetched);
    await new FollowedSimulation(ID).refresh();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

describe("the start of a simulation", () => {
  const started = [
    { event: "simulation_started", data: { simulation_id: ID, seq: 1, command: "python", status: "running" } },
  ] as unknown as SimulationEvent[];
  const answers = (...records: object[]): ReturnType<typeof vi.fn> => {
    const fetched = vi.fn(async () => {
      const record = records[Math.min(fetched.mock.calls.length, records.length) - 1];
      return new Response(JSON.stringify({ id: ID, requested: "", rounds: [], models: [], ...record }));
    });
    vi.stubGlobal("fetch", fetched);
    return fetched;
  };

  it("is read again if the record does not have it", async () => {
    vi.useFakeTimers();
    const fetched = answers({ state: "queued" }, { state: "running", started: "2026-11-28T10:15:00Z" });
    const simulation = new FollowedSimulation(ID);
    const reading = simulation.refresh();
    simulation.take(started);
    await reading;
    await vi.advanceTimersByTimeAsync(0);
    expect(fetched).toHaveBeenCalledTimes(2);
    expect(simulation.record?.state).toBe("running");
  });

  it("needs no further request if the record that is being read has it", async () => {
    vi.useFakeTimers();
    const fetched = answers({ state: "running", started: "2026-11-28T10:15:00Z" });
    const simulation = new FollowedSimulation(ID);
    const reading = simulation.refresh();
    simulation.take(started);
    await reading;
    await vi.advanceTimersByTimeAsync(0);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

describe("a simulation of another session that has ended", () => {
  const ROUNDS = [1, 2, 3].map((round) => ({ round, loss: 1 / round }));

  it("is read by one request for its record and one for its log, and has its rounds from the first", async () => {
    const record = { id: ID, state: "completed", requested: "", total_rounds: 3, rounds: ROUNDS, models: [] };
    const log = ["simulation_started", "simulation_complete"]
      .map((event, index) => JSON.stringify({ event, data: { simulation_id: ID, seq: index + 1 } }))
      .join("\n");
    const fetched = vi.fn(async (url: URL) =>
      url.pathname.endsWith("/log") ? new Response(log) : new Response(JSON.stringify(record)),
    );
    vi.stubGlobal("fetch", fetched);
    vi.spyOn(live, "request").mockResolvedValue({ error: "another session's" });
    live.state = "open";
    const simulation = new FollowedSimulation(ID);
    simulation.watch(true);
    const reading = simulation.refresh();
    await Promise.all([reading, simulation.resume()]);
    expect(fetched.mock.calls.map(([url]) => url.pathname.split("/").slice(-2).join("/"))).toEqual([
      `${ID}/`,
      `${ID}/log`,
    ]);
    expect(simulation.rounds).toHaveLength(0);
    expect(simulation.knownRounds).toEqual(ROUNDS);
    live.state = "waiting";
  });
});

describe("the clients of a simulation", () => {
  const record = (state: string, observed?: object): SimulationRecord =>
    ({ id: ID, state, rounds: [], models: [], ...(observed ? { observed } : {}) }) as unknown as SimulationRecord;

  it("are known without a request if it has ended and was not observed", () => {
    const nothing = { observed: false, nodes: [], rounds: [] };
    expect(unobserved(record("completed", { events: 0, note: "why" }))).toEqual({ ...nothing, note: "why" });
    expect(unobserved(record("completed", { events: 3 }))).toBeUndefined();
    expect(unobserved(record("running", { events: 0 }))).toBeUndefined();
    expect(unobserved(record("completed"))).toBeUndefined();
    expect(unobserved(undefined)).toBeUndefined();
  });
});

describe("the histories of all models", () => {
  it("are requested only while a view shows them", async () => {
    const fetched = vi.fn(async () => new Response(JSON.stringify({ histories: [], unread: [], configured: true })));
    vi.stubGlobal("fetch", fetched);
    const model = { id: "a", modified: "", size_bytes: 1 } as Model;
    const changed = (): void => {};
    trainings.want([model], true);
    expect(fetched).not.toHaveBeenCalled();
    trainings.show(changed);
    trainings.want([model], false);
    expect(fetched).toHaveBeenCalledOnce();
    await trainings.load();
    trainings.hide(changed);
    trainings.want([model], true);
    expect(fetched).toHaveBeenCalledOnce();
  });
});

describe("notifications", () => {
  const made: string[] = [];
  const kept = new Map<string, string>();

  class FakeNotification {
    static permission = "granted";
    static requestPermission = vi.fn(async () => FakeNotification.permission);
    close(): void {}
    constructor(title: string) {
      made.push(title);
    }
  }

  /** The channel between the tabs of a browser. */
  class FakeChannel extends EventTarget {
    static all: FakeChannel[] = [];
    constructor() {
      super();
      FakeChannel.all.push(this);
    }
    postMessage(data: unknown): void {
      FakeChannel.all
        .filter((each) => each !== this)
        .forEach((each) => each.dispatchEvent(Object.assign(new Event("message"), { data })));
    }
  }

  beforeEach(() => {
    vi.useFakeTimers();
    made.length = 0;
    kept.clear();
    FakeChannel.all = [];
    FakeNotification.permission = "granted";
    vi.stubGlobal("Notification", FakeNotification);
    vi.stubGlobal("BroadcastChannel", FakeChannel);
    vi.stubGlobal("location", { hash: "#/models", pathname: "/", search: "" });
    vi.spyOn(lasting, "read").mockImplementation((key) => kept.get(key));
    vi.spyOn(lasting, "write").mockImplementation((key, value) => void kept.set(key, value));
  });

  function news(): News {
    return { simulation: new FollowedSimulation(ID), what: "failed", key: `${ID} failed` };
  }

  async function shown(...tabs: Notices[]): Promise<string[]> {
    const all = Promise.all(tabs.map((tab) => tab.show(news())));
    await vi.advanceTimersByTimeAsync(1_000);
    await all;
    return made;
  }

  it("are off until the reader turns them on and the browser allows them", async () => {
    const tab = new Notices();
    expect(await shown(tab)).toEqual([]);
    FakeNotification.permission = "denied";
    await tab.toggle();
    expect(tab.on).toBe(false);
    expect(tab.blocked).toBe(true);
    FakeNotification.permission = "granted";
    await tab.toggle();
    expect(tab.on).toBe(true);
    expect(await shown(tab)).toEqual([`${ID}: Failed`]);
    await tab.toggle();
    expect(tab.on).toBe(false);
  });

  it("are shown once by several tabs, and not again after a reload", async () => {
    kept.set("notices", "on");
    expect(await shown(new Notices(), new Notices(), new Notices())).toHaveLength(1);
    expect(await shown(new Notices())).toHaveLength(1);
  });

  it("are not shown while a visible tab shows the simulation", async () => {
    kept.set("notices", "on");
    const hidden = new Notices();
    // The other tab answers, and this one does not see the simulation itself.
    const other = new FakeChannel();
    other.addEventListener("message", (event) => {
      const { data } = event as MessageEvent<{ kind: string; id: string }>;
      if (data.kind === "who shows") {
        other.postMessage({ kind: "shown", id: data.id });
      }
    });
    expect(await shown(hidden)).toEqual([]);
    FakeChannel.all = FakeChannel.all.filter((each) => each !== other);
    expect(await shown(hidden)).toEqual([]);
  });

  it("are not shown by the tab that shows the simulation, unless it is hidden", async () => {
    kept.set("notices", "on");
    vi.stubGlobal("location", { hash: `#/simulate/${ID}`, pathname: "/", search: "" });
    expect(await shown(new Notices())).toEqual([]);
    kept.delete("noticed");
    vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: true, documentElement: {} }));
    expect(await shown(new Notices())).toHaveLength(1);
  });

  it("remember a bounded number of notices", async () => {
    kept.set("notices", "on");
    kept.set("noticed", Array.from({ length: 100 }, (_, index) => `old ${index}`).join("\n"));
    expect(await shown(new Notices())).toHaveLength(1);
    expect(kept.get("noticed")?.split("\n")).toHaveLength(100);
  });
});
