import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  chosenColumns,
  columnKey,
  columnsOf,
  toggled,
  usualColumns,
} from "../../main/resources/web/console/runs/columns";
import { readTags } from "../../main/resources/web/console/runs/tags";
import { ApiError } from "../../main/resources/web/console/service/api";
import { type Outcome, type ReadSeveral, readSeveral } from "../../main/resources/web/console/service/batch";
import { runName } from "../../main/resources/web/console/service/run-name";
import {
  addressOf,
  columnName,
  filterFault,
  nextSort,
  orderOf,
  readQuery,
  searchParameters,
} from "../../main/resources/web/console/service/run-query";
import { RunRecords } from "../../main/resources/web/console/service/run-records";
import type { SimulationItem, SimulationRecord, SimulationState } from "../../main/resources/web/console/service/types";

describe("the question for a page of simulations", () => {
  const query = { q: " lr=0.1 ", filter: "accuracy > 0.9", sort: "-accuracy", archived: true, offset: 50, limit: 50 };

  it("has only the parameters that are used", () => {
    expect(searchParameters(query).toString()).toBe(
      "details=true&limit=50&q=lr%3D0.1&filter=accuracy+%3E+0.9&sort=-accuracy&archived=all&offset=50",
    );
    const all = { q: "", filter: " ", sort: "", archived: false, offset: 0, limit: 50 };
    expect(searchParameters(all).toString()).toBe("details=true&limit=50");
  });

  it("is the same after it was in the address", () => {
    const address = new URLSearchParams();
    Object.entries(addressOf(query)).forEach(([name, values]) =>
      values.forEach((value) => address.append(name, value)),
    );
    expect(readQuery(address, 50)).toEqual(query);
  });

  it.each([
    ["", 0],
    ["-50", 0],
    ["1e400", 0],
    ["x", 0],
    ["73", 50],
    ["100", 100],
  ])("offset %j of an address is %d", (offset, read) => {
    expect(readQuery(new URLSearchParams({ offset }), 50).offset).toBe(read);
  });

  it.each([
    ["accuracy", "metrics.accuracy"],
    ["top 5", '"metrics.top 5"'],
    ['a "b"', `'metrics.a "b"'`],
    ["准确率", "metrics.准确率"],
    [`"'\``, undefined],
  ])("names the metric %j %j", (name, column) => {
    expect(columnName("metrics", name)).toBe(column);
  });

  it("changes the order with each click: largest, smallest, latest", () => {
    const clicks = ["", "-loss", "loss"].map((sort) => nextSort(sort, "loss"));
    expect(clicks).toEqual(["-loss", "loss", ""]);
    expect(nextSort("-accuracy", "loss")).toBe("-loss");
    expect(orderOf("-loss", "loss")).toBe("descending");
    expect(orderOf("loss", "accuracy")).toBe("none");
  });
});

describe("the fault of a filter", () => {
  it("has the index of the wrong character", () => {
    expect(filterFault("filter, character 10: expected a value.")).toEqual({ at: 9, reason: "expected a value." });
  });

  it("is not in other messages", () => {
    expect(filterFault("'filter' has at most 2000 characters.")).toBeUndefined();
  });
});

describe("the columns of the list", () => {
  const item = (more: Partial<SimulationItem>): SimulationItem => ({
    id: "a",
    state: "completed",
    requested: "",
    ...more,
  });
  const metric = { last: 1, min: 0, max: 1, rounds: 2 };
  const items = [
    item({ parameters: { lr: 0.1, batch: 32 }, metrics: { f1: metric, loss: metric, accuracy: metric } }),
    item({ parameters: { lr: 0.05, batch: 32 }, metrics: {} }),
    item({}),
  ];

  it("are all parameters and metrics, the usual metrics first", () => {
    expect(columnsOf(items).map(columnKey)).toEqual([
      "params.lr",
      "params.batch",
      "metrics.accuracy",
      "metrics.loss",
      "metrics.f1",
    ]);
  });

  it("are usually the parameters that differ, accuracy and loss", () => {
    const two = items.slice(0, 2);
    expect(usualColumns(two).map(columnKey)).toEqual(["params.lr", "metrics.accuracy", "metrics.loss"]);
  });

  it("are those of the reader's choice, which keeps columns of other pages", () => {
    const all = columnsOf(items);
    const first = toggled(undefined, usualColumns(items.slice(0, 2)), { kind: "metrics", name: "f1" });
    expect(chosenColumns(first, all)?.map(columnKey)).toEqual([
      "params.lr",
      "metrics.accuracy",
      "metrics.loss",
      "metrics.f1",
    ]);
    const second = toggled(first, [], { kind: "metrics", name: "loss" });
    expect(chosenColumns(second, all)?.map(columnKey)).toEqual(["params.lr", "metrics.accuracy", "metrics.f1"]);
    expect(JSON.parse(toggled('["params.gone"]', [], { kind: "params", name: "lr" }))).toContain("params.gone");
  });

  it("are the usual ones if the browser keeps something else", () => {
    expect(chosenColumns("{damaged", [])).toBeUndefined();
    expect(chosenColumns('{"a":1}', [])).toBeUndefined();
  });
});

describe("labels", () => {
  it("have tags between commas, each once", () => {
    expect(readTags(" paper, two  words，paper,, ")).toEqual(["paper", "two words"]);
  });

  it("name a simulation, which has its time as name otherwise", () => {
    expect(runName({ id: "a", requested: "2026-01-01T00:00:00Z", name: "baseline" })).toBe("baseline");
    expect(runName({ id: "a", requested: "2026-01-01T00:00:00Z" })).toContain("2026");
    expect(runName({ id: "a", requested: "" })).toBe("a");
  });
});

describe("RunRecords", () => {
  const record = (id: string, state: SimulationState): SimulationRecord =>
    ({ id, state, rounds: [], models: [] }) as unknown as SimulationRecord;

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Answers all ids at once. */
  const several = (answer: (id: string) => SimulationRecord): ReadSeveral<SimulationRecord> =>
    vi.fn(async (ids, take) => {
      const outcome = (id: string): Outcome<SimulationRecord> => {
        try {
          return { value: answer(id) };
        } catch (failed) {
          return { error: failed as ApiError };
        }
      };
      take(new Map(ids.map((id: string) => [id, outcome(id)])));
    });

  it("asks for all records by one request, and for each once", async () => {
    const ask = several((id) => record(id, "completed"));
    const records = new RunRecords(ask);
    const ids = Array.from({ length: 50 }, (_, index) => String(index));
    records.want(ids);
    records.want(ids);
    await vi.advanceTimersByTimeAsync(0);
    records.want([...ids, "another"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.mocked(ask).mock.calls.map(([asked]) => asked)).toEqual([ids, ["another"]]);
    expect(records.loading).toBe(false);
    records.rest();
  });

  it("asks again for those that have not ended", async () => {
    const states: Record<string, SimulationState> = { live: "running", old: "completed" };
    const ask = several((id) => record(id, states[id]!));
    const records = new RunRecords(ask);
    records.want(["live", "old"]);
    await vi.advanceTimersByTimeAsync(0);
    states["live"] = "completed";
    await vi.advanceTimersByTimeAsync(10_000);
    expect(vi.mocked(ask).mock.calls.map(([asked]) => asked)).toEqual([["live", "old"], ["live"]]);
    records.rest();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("reports a record that cannot be read, and keeps the others", async () => {
    const records = new RunRecords(
      several((id) => {
        if (id === "gone") {
          throw new ApiError(404, "There is no such simulation.");
        }
        return record(id, "completed");
      }),
    );
    records.want(["gone", "a"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(records.of("gone")).toEqual({ error: "There is no such simulation." });
    expect(records.of("a")).toHaveProperty("record");
    records.rest();
  });

  it("reports an outage for each record that it did not read, and reads them when it has passed", async () => {
    let isDown = true;
    const records = new RunRecords(async (ids, take) => {
      if (isDown) {
        take(new Map([["a", { value: record("a", "completed") }]]));
        throw new ApiError(503, "Ask again.", 1, true);
      }
      take(new Map(ids.map((id) => [id, { value: record(id, "completed") }])));
    });
    records.want(["a", "b"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(records.of("a")).toHaveProperty("record");
    expect(records.of("b")).toEqual({ error: "Ask again." });
    isDown = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(records.of("b")).toHaveProperty("record");
    records.rest();
  });
});

describe("the request for several things", () => {
  const answers = (...bodies: unknown[]) => {
    const fetched = vi.fn(async (_: URL) => new Response(JSON.stringify(bodies.shift())));
    vi.stubGlobal("fetch", fetched);
    return fetched;
  };
  const asked = (fetched: ReturnType<typeof answers>): string[][] =>
    fetched.mock.calls.map(([url]) => url.searchParams.getAll("id"));

  afterEach(() => vi.unstubAllGlobals());

  it("has each id once, and passes values and failures on", async () => {
    const fetched = answers({ found: { "a&b": 1 }, failed: { c: { status: 404, error: "gone" } }, left_out: [] });
    const got = new Map<string, Outcome<number>>();
    await readSeveral<number>("api/x?")(["a&b", "c", "c"], (some) => some.forEach((each, id) => got.set(id, each)));
    expect(asked(fetched)).toEqual([["a&b", "c"]]);
    expect(got.get("a&b")).toEqual({ value: 1 });
    expect(got.get("c")).toMatchObject({ error: { status: 404, message: "gone", passes: false } });
  });

  it("has the parameter that the service reads", async () => {
    const fetched = answers({ found: { "a.json": 1 }, failed: {}, left_out: [] });
    await readSeveral<number>("api/x?", undefined, "file")(["a.json"], () => {});
    expect(fetched.mock.calls.map(([url]) => url.search)).toEqual(["?file=a.json"]);
  });

  it("is repeated for what the answer has left out", async () => {
    const fetched = answers(
      { found: { a: 1 }, failed: {}, left_out: ["b"] },
      { found: { b: 2 }, failed: {}, left_out: [] },
    );
    const got: string[] = [];
    await readSeveral<number>("api/x?")(["a", "b"], (some) => got.push(...some.keys()));
    expect(got).toEqual(["a", "b"]);
    expect(asked(fetched)).toEqual([["a", "b"], ["b"]]);
  });

  it("is short enough for the service", async () => {
    const long = Array.from({ length: 50 }, (_, index) => "模型".repeat(20) + index);
    const found = Object.fromEntries(long.map((id) => [id, id]));
    const fetched = answers(...long.map(() => ({ found, failed: {}, left_out: [] })));
    await readSeveral<string>("api/x?")(long, () => {});
    expect(asked(fetched).flat()).toEqual(long);
    expect(Math.max(...fetched.mock.calls.map(([url]) => url.href.length))).toBeLessThan(4_000);
  });
});
