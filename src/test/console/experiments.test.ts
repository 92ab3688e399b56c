import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outline, positive } from "../../main/resources/web/console/chart/band";
import {
  check,
  type Draft,
  draftOf,
  emptyDraft,
  fieldOfRefusal,
  fitted,
  keepDraft,
  keptDraft,
  usualSeed,
} from "../../main/resources/web/console/experiments/draft";
import { readQuestion } from "../../main/resources/web/console/experiments/question";
import {
  bandCurve,
  plusMinus,
  settingName,
  sorted,
  usualCurves,
} from "../../main/resources/web/console/experiments/settings";
import { type Field, gridSize, parseValues } from "../../main/resources/web/console/experiments/values";
import {
  type Experiment,
  type ExperimentResult,
  endedOf,
  type SettingResult,
} from "../../main/resources/web/console/service/experiments";
import { Polling } from "../../main/resources/web/console/service/polling";
import type { StartOption } from "../../main/resources/web/console/service/types";

describe("the values of a field", () => {
  const integer: Field = { kind: "integer" };
  const number: Field = { kind: "number" };
  const text: Field = { kind: "text" };
  const choice: Field = { kind: "choice", choices: ["sgd", "adam, fast", 2] };

  it.each<[Field, string, unknown[]]>([
    [integer, "1, 2,3", [1, 2, 3]],
    [integer, " 1\n2\r\n\n3, 4 ", [1, 2, 3, 4]],
    [integer, "1，2", [1, 2]],
    [integer, "-5,+6", [-5, 6]],
    [integer, "9007199254740993", ["9007199254740993"]],
    [integer, "", []],
    [integer, " ,, \n", []],
    [number, "0.01, .05, 1e-3, 2.", [0.01, 0.05, 0.001, 2]],
    [number, "1e20", [1e20]],
    [text, "a, b", ["a", "b"]],
    [text, "a, with a comma\nb", ["a, with a comma", "b"]],
    [text, '"a, with a comma", b', ["a, with a comma", "b"]],
    [text, '"say ""yes"""', ['say "yes"']],
    [text, "1, true", ["1", "true"]],
    [text, '""', [""]],
    [choice, "sgd, 2", ["sgd", 2]],
    [choice, '"sgd", "adam, fast"', ["sgd", "adam, fast"]],
    [{ kind: "flag" }, "true, false", [true, false]],
    [undefined, '1, 0.5, true, x, "2"', [1, 0.5, true, "x", "2"]],
    [undefined, "007", ["007"]],
  ])("of %j in %j are %j", (field, written, values) => {
    expect(parseValues(field, written)).toEqual({ values });
  });

  it.each<[Field, string, string, string]>([
    [integer, "1, 2.5", "integer", "2.5"],
    [integer, "1e3", "integer", "1e3"],
    [integer, "0x10", "integer", "0x10"],
    [number, "0,01", "number", "01"],
    [number, "0.1 0.2", "number", "0.1 0.2"],
    [number, "1e999", "number", "1e999"],
    [number, "Infinity", "number", "Infinity"],
    [number, "0.1, 0.10", "twice", "0.10"],
    [text, "a, b, a", "twice", "a"],
    [text, '"a', "quote", '"a'],
    [choice, "adam", "choice", "adam"],
  ])("of %j in %j have the fault %s at %j", (field, written, kind, part) => {
    expect(parseValues(field, written).fault).toEqual({ kind, part });
  });
});

describe("the draft of an experiment", () => {
  const options: StartOption[] = [
    { name: "rounds", kind: "integer", default: 3 },
    { name: "learning_rate", kind: "number" },
    { name: "optimizer", kind: "choice", choices: ["sgd", "adam"] },
    { name: "seed", kind: "integer" },
    { name: "seeds", kind: "integer", multiple: true },
  ];
  const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft(), name: "rates", ...change });

  it("is a request with a list for each option of several values", () => {
    const { body, faults, size } = check(
      draft({
        repeats: "3",
        seed: "seed",
        fields: { learning_rate: "0.01, 0.05, 0.1", rounds: "10", seed: "40" },
        free: [{ name: "--batch-size", text: "16, 32" }],
      }),
      options,
    );
    expect([...faults]).toEqual([]);
    expect(body).toEqual({
      name: "rates",
      parameters: { rounds: 10, learning_rate: [0.01, 0.05, 0.1], seed: 40, batch_size: [16, 32] },
      repeats: 3,
      seed: "seed",
    });
    expect(size).toEqual({ factors: [3, 2], settings: 6, repeats: 3, runs: 18 });
  });

  it("counts the runs without the seed, whose values are no factor", () => {
    expect(gridSize({ a: [1, 2], b: 3, c: ["x", "y", "z"] }, 4).runs).toBe(24);
    const { size, faults } = check(draft({ seed: "seed", fields: { seed: "1, 2" } }), options);
    expect(size.runs).toBe(1);
    expect(faults.get("option-seed")).toEqual({ kind: "single", part: "2" });
  });

  it("is refused beyond the limit, and not at it", () => {
    const values = (count: number): string => Array.from({ length: count }, (_, index) => index).join(",");
    const of = (repeats: string) => check(draft({ repeats, fields: { rounds: values(100) } }), options);
    expect(of("10").faults.has("grid")).toBe(false);
    expect(of("10").size.runs).toBe(1_000);
    expect(of("11").faults.get("grid")).toEqual({ kind: "count", part: "1100" });
  });

  it.each(["0", "1001", "", "2.5", "-1", "1e2"])("is refused with %j repeats", (repeats) => {
    expect(check(draft({ repeats }), options).faults.has("repeats")).toBe(true);
  });

  it("has faults at missing names, unknown signs and parameters that occur twice", () => {
    const { faults } = check(
      draft({
        name: " ",
        fields: { rounds: "1" },
        free: [
          { name: "a b", text: "1" },
          { name: "rounds", text: "2" },
          { name: "x", text: "" },
        ],
      }),
      [...options, { name: "data", kind: "text", required: true }],
    );
    expect([...faults].map(([key, { kind }]) => [key, kind])).toEqual([
      ["option-data", "required"],
      ["free-0", "name"],
      ["free-1", "twice"],
      ["free-2", "empty"],
      ["name", "required"],
    ]);
  });

  it("proposes the seed of the script", () => {
    expect(usualSeed(options)).toBe("seed");
    expect(usualSeed([{ name: "run.random_state", kind: "integer" }])).toBe("run.random_state");
    expect(
      usualSeed([
        { name: "seed", kind: "text" },
        { name: "reseed", kind: "integer" },
      ]),
    ).toBe("");
  });

  it("is kept for the tab, and a damaged one is not", () => {
    const entered = draft({ fields: { rounds: "1,2" } });
    keepDraft(entered);
    expect(keptDraft()).toEqual(entered);
    keepDraft(undefined);
    expect(keptDraft()).toBeUndefined();
    keepDraft([] as unknown as Draft);
    expect(keptDraft()).toBeUndefined();
  });

  it("is made from an experiment, with the same request", () => {
    const experiment = {
      name: "rates",
      parameters: { learning_rate: [0.1, 0.2], optimizer: "adam", note: "a, b", gone: true },
      repeats: 2,
      seed: "seed",
      first_seed: 40,
    } as unknown as Experiment;
    const copy = fitted(draftOf(experiment), options);
    expect(copy.free.map(({ name }) => name)).toEqual(["note", "gone"]);
    expect(check(copy, options).body).toEqual({
      name: "rates",
      parameters: { learning_rate: [0.1, 0.2], optimizer: "adam", seed: 40, note: "a, b", gone: true },
      repeats: 2,
      seed: "seed",
    });
  });

  it.each([
    ["'name' has a control character.", "name"],
    ["'repeats' is a whole number from 1 to 1000.", "repeats"],
    ["The grid has 1100 runs (100 x 11 repeats); at most 1000 are accepted.", "grid"],
    ["The script has no option for the seed 'seeds'. Did you mean seed?", "seed"],
    ["The option 'rounds' takes a whole number, not 'x'.", "option-rounds"],
    ["The list of learning_rate has 0.1 twice.", "option-learning_rate"],
    ["The value of batch is longer than 4096 characters.", "free-0"],
    ["The script has no option 'batch'. Available: rounds.", "free-0"],
    ["'seed' is counted up in the repeats: its value in 'parameters' is one whole number", "option-seed"],
    ["50 experiments have not ended; no further one is accepted now.", undefined],
  ])("shows %j at the field %j", (message, key) => {
    const { free } = draft({ free: [{ name: "batch", text: "1" }] });
    expect(fieldOfRefusal(message, draft({ free }), options)).toBe(key);
  });
});

describe("the curve of a setting", () => {
  const rounds = [
    { round: 1, value: { n: 3, mean: 0.5, std: 0.1, low: 0.25, high: 0.75 } },
    { round: 2, value: { n: 1, mean: 0.6 } },
    { round: 3, value: { n: 2, mean: 0.7, std: 0.2, low: 0.6, high: 0.8 } },
    { round: 4, value: { n: 2, std: 0 } },
  ];

  it("has a band of the deviation, interrupted where there is one run", () => {
    const curve = bandCurve({ setting: 1, rounds }, "a", 1, "deviation");
    expect(curve.points).toEqual([
      [1, 0.5],
      [2, 0.6],
      [3, 0.7],
      [4, null],
    ]);
    expect(curve.band).toHaveLength(2);
    expect(curve.band![0]![0]).toEqual([1, 0.4, 0.6]);
    expect(curve.band![1]![0]![2]).toBeCloseTo(0.9, 12);
  });

  it("has a band of the interval", () => {
    const { band } = bandCurve({ setting: 1, rounds }, "a", 1, "interval");
    expect(band).toEqual([[[1, 0.25, 0.75]], [[3, 0.6, 0.8]]]);
    expect(plusMinus({ n: 3, mean: 0.5, std: 0.1, low: 0.25, high: 0.75 }, "interval")).toBe(0.25);
    expect(plusMinus({ n: 1, mean: 0.5 }, "deviation")).toBeUndefined();
  });

  it("has a band that can be drawn on a logarithmic scale", () => {
    const band = positive(
      [
        [
          [1, -1, 2],
          [2, 0.5, 3],
        ],
        [[3, -2, -1]],
      ],
      [
        [1, 0.25],
        [2, 1],
        [3, -1],
      ],
    );
    expect(band).toEqual([
      [
        [1, 0.25, 2],
        [2, 0.5, 3],
      ],
    ]);
  });

  it("has an outline that goes there and back, and some width at a single round", () => {
    const same = (point: number[]): number[] => point;
    expect(
      outline(
        [
          [1, 0, 2],
          [2, 1, 3],
        ],
        same,
      ),
    ).toEqual([
      [1, 2],
      [2, 3],
      [2, 1],
      [1, 0],
    ]);
    expect(outline([[10, 0, 2]], same)).toEqual([
      [6, 2],
      [14, 2],
      [14, 0],
      [6, 0],
    ]);
  });
});

describe("the table of the settings", () => {
  const row = (setting: number, mean?: number): SettingResult => ({
    setting,
    parameters: { rate: setting / 10 },
    runs: mean === undefined ? 0 : 1,
    metrics: mean === undefined ? {} : { loss: { last: { n: 1, mean }, best: { n: 1, mean } } },
  });
  const rows = [row(0, 3), row(1), row(2, 1), row(3, 2)];
  const mean = (each: SettingResult): number | undefined => each.metrics["loss"]?.last.mean;

  it("is ordered by a column, with settings without a value at the end", () => {
    expect(sorted(rows, mean, false).map(({ setting }) => setting)).toEqual([2, 3, 0, 1]);
    expect(sorted(rows, mean, true).map(({ setting }) => setting)).toEqual([0, 3, 2, 1]);
    expect(sorted(rows, (each) => `x${12 - each.setting}`, false).map(({ setting }) => setting)).toEqual([3, 2, 1, 0]);
  });

  it("draws the curves of the best settings", () => {
    const result = { settings: rows, metric: "loss", goal: "min", by: "last", metrics: ["loss"] } as ExperimentResult;
    expect(usualCurves(result, 2)).toEqual([2, 3]);
    expect(usualCurves({ ...result, goal: "max" }, 2)).toEqual([0, 3]);
  });

  it("names settings by their values", () => {
    expect(settingName(0, { rate: 0.1, fast: true })).toBe("rate = 0.1, fast = true");
    expect(settingName(7, {})).toBe("7");
  });

  it("counts the cells that have ended", () => {
    expect(endedOf({ completed: 3, failed: 1, running: 2, waiting: 4 })).toBe(4);
    expect(endedOf({})).toBe(0);
  });

  it("compares what the address asks for, if there are such settings", () => {
    const compare = (text: string): number[] => readQuestion(new URLSearchParams({ compare: text }), 3).compare;
    expect(compare("0,2")).toEqual([0, 2]);
    expect(["0,3", "1,1", "0", "0,1,2", "a,b", ""].map(compare)).toEqual([[], [], [], [], [], []]);
    const shown = readQuestion(new URLSearchParams("metric=f1&by=best&band=interval&log=1"), 3);
    expect(shown).toEqual({ metric: "f1", by: "best", spread: "interval", log: true, compare: [] });
  });
});

describe("Polling", () => {
  const host = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {},
    updateComplete: Promise.resolve(true),
  };
  const setHidden = (hidden: boolean): void => {
    Object.assign(document, { hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  };

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    setHidden(false);
    vi.useRealTimers();
  });

  it("asks after each pause, and waits for a slow answer", async () => {
    let answer = (): void => {};
    const ask = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    const polling = new Polling(host, ask, () => 1_000);
    polling.hostConnected();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(999);
    expect(ask).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).toHaveBeenCalledTimes(2);
    polling.hostDisconnected();
    answer();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("asks nothing while the page is hidden, and at once when it is shown again", async () => {
    const ask = vi.fn(async () => {});
    const polling = new Polling(host, ask, () => 1_000);
    polling.hostConnected();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ask).toHaveBeenCalledTimes(1);
    setHidden(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
    setHidden(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ask).toHaveBeenCalledTimes(4);
    polling.hostDisconnected();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(4);
  });
});
