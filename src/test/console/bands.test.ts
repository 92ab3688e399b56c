import { describe, expect, test, vi } from "vitest";
import { ApiError } from "../../main/resources/web/console/service/api";
import type { Outcome, ReadSeveral } from "../../main/resources/web/console/service/batch";
import { ExperimentsOfRuns } from "../../main/resources/web/console/service/experiment-list";
import type { Experiment } from "../../main/resources/web/console/service/experiments";
import {
  bandCurves,
  bandRounds,
  bandRows,
  bandTable,
  groupsOf,
  placeIn,
  statistic,
} from "../../main/resources/web/console/training/bands";
import { tableJson, tableLatex, tableRows } from "../../main/resources/web/console/training/run-table";
import type { Run } from "../../main/resources/web/console/training/runs";

const EXPERIMENT = {
  id: "e",
  name: "rates",
  settings: [
    { setting: 0, parameters: { lr: 0.1 } },
    { setting: 1, parameters: { lr: 0.5 } },
  ],
  cells: [
    { cell: 0, setting: 0 },
    { cell: 1, setting: 0 },
    { cell: 2, setting: 1 },
  ],
} as unknown as Experiment;

function run(key: string, cell: number | undefined, accuracies: (number | null)[], attempt = 1, seconds = 1): Run {
  return {
    key,
    name: key,
    colour: 0,
    history: {
      rounds: accuracies.map((_, index) => index + 1),
      accuracies,
      losses: [],
      metrics: { seconds: accuracies.map(() => seconds) },
      parameters: { lr: cell === 2 ? 0.5 : 0.1, seed: key },
    },
    ...(cell === undefined ? {} : { origin: { id: "e", cell, attempt } }),
  };
}

const groups = (runs: Run[]) => groupsOf(runs, ({ origin }) => origin && placeIn(EXPERIMENT, origin));
const RUNS = [run("a", 0, [0.5, 0.6, 0.9]), run("b", 1, [0.7, 0.8]), run("c", 2, [0.1, 0.2]), run("d", undefined, [1])];
const DRAWING = { metric: "accuracy", window: 1, axis: "round" } as const;

describe("groups", () => {
  test("have the runs of a setting, and other runs are alone", () => {
    const found = groups(RUNS).map(({ name, runs, isSetting }) => [name, runs.length, isSetting]);
    expect(found).toEqual([
      ["rates: lr = 0.1", 2, true],
      ["rates: lr = 0.5", 1, true],
      ["d", 1, false],
    ]);
  });

  test("have the latest attempt of a cell only", () => {
    const found = groups([run("old", 0, [0.1]), run("new", 0, [0.9], 2), run("b", 1, [0.7])]);
    expect(found.map(({ runs }) => runs.map(({ key }) => key))).toEqual([["old"], ["new", "b"]]);
  });

  test("leave out cells that the experiment does not have", () => {
    expect(groups([run("a", 7, [0.1])])[0]).toMatchObject({ name: "a", isSetting: false });
  });
});

describe("bands", () => {
  test("have the mean, the deviation of a sample, and the extremes", () => {
    expect(statistic([1, 2, 6])).toEqual({ n: 3, mean: 3, std: Math.sqrt(7), min: 1, max: 6 });
    expect(statistic([2])).toEqual({ n: 1, mean: 2, min: 2, max: 2 });
  });

  test("end where a single run continues", () => {
    const [curve, other, alone] = bandCurves(groups(RUNS), DRAWING, "range");
    expect(curve?.points.map(([x, y]) => [x, y && Number(y.toFixed(3))])).toEqual([
      [1, 0.6],
      [2, 0.7],
      [3, 0.9],
    ]);
    expect(curve?.band).toEqual([
      [
        [1, 0.5, 0.7],
        [2, 0.6, 0.8],
      ],
    ]);
    expect(other?.band).toEqual([]);
    expect(alone).toMatchObject({ name: "d", points: [[1, 1]] });
    const [deviation] = bandCurves(groups(RUNS), DRAWING, "deviation");
    expect(deviation?.band?.[0]?.[0]?.[1]).toBeCloseTo(0.6 - Math.SQRT2 / 10, 12);
  });

  test("are at the mean time of the rounds that each run has", () => {
    const fast = run("fast", 0, [0.5, 0.6, 0.9], 1, 1);
    const slow = run("slow", 1, [0.5, 0.6], 1, 3);
    const [group] = groups([fast, slow]);
    expect(bandRounds(group!, { ...DRAWING, axis: "time" }).map(({ round, x }) => [round, x])).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  test("are those of the smoothed values, and omit values that are absent", () => {
    const [group] = groups([run("a", 0, [0, 1, null]), run("b", 1, [0, null, null])]);
    const rounds = bandRounds(group!, { ...DRAWING, window: 2 });
    expect(rounds.map(({ round, value }) => [round, value.n, value.mean])).toEqual([
      [1, 2, 0],
      [2, 1, 0.5],
    ]);
  });
});

describe("the table of settings", () => {
  test("has the shared parameters and the statistics of each run's values", () => {
    const table = bandTable(groups(RUNS), ["accuracy"], "range");
    expect(tableRows(table)[0]).toEqual([
      "run",
      "name",
      "lr",
      "runs",
      "best accuracy mean",
      "best accuracy min",
      "best accuracy max",
      "last accuracy mean",
      "last accuracy min",
      "last accuracy max",
    ]);
    const values = table.rows[0]?.values.map((each) => (typeof each === "number" ? Number(each.toFixed(6)) : each));
    expect(values).toEqual([0.1, 2, 0.85, 0.8, 0.9, 0.85, 0.8, 0.9]);
  });

  test("has the deviation as JSON and LaTeX, with none of a single run", () => {
    const table = bandTable(groups(RUNS), ["accuracy"], "deviation");
    const [first, second] = JSON.parse(tableJson(table));
    expect(first).toMatchObject({ runs: 2, parameters: { lr: 0.1 } });
    expect(first.metrics.accuracy.last_std).toBeCloseTo(Math.SQRT2 / 20, 12);
    expect(second.metrics.accuracy).toMatchObject({ last_mean: 0.2, last_std: null });
    expect(tableLatex(table)).toContain("last accuracy std");
  });

  test("has a file with each round", () => {
    const rows = bandRows(groups(RUNS), ["accuracy"]);
    expect(rows[0]?.slice(0, 8)).toEqual([
      "setting",
      "name",
      "round",
      "accuracy n",
      "accuracy mean",
      "accuracy std",
      "accuracy min",
      "accuracy max",
    ]);
    expect(rows).toHaveLength(1 + 3 + 2 + 1);
    expect(rows[3]?.slice(0, 8)).toEqual(["e 0", "rates: lr = 0.1", 3, 1, 0.9, null, 0.9, 0.9]);
  });
});

test("an experiment is requested once, and one that cannot be read stays unknown", async () => {
  const ask = vi.fn<ReadSeveral<Experiment>>(async (_, take) => {
    await Promise.resolve();
    take(
      new Map<string, Outcome<Experiment>>([
        ["e", { value: EXPERIMENT }],
        ["gone", { error: new ApiError(404, "gone") }],
      ]),
    );
  });
  const experiments = new ExperimentsOfRuns(ask);
  experiments.want(["e", "gone", "e"]);
  expect(experiments.loading).toBe(true);
  await vi.waitFor(() => expect(experiments.loading).toBe(false));
  experiments.want(["e", "gone"]);
  expect(ask.mock.calls.map(([ids]) => ids)).toEqual([["e", "gone"]]);
  expect(experiments.of("e")?.name).toBe("rates");
  expect(experiments.of("gone")).toBeUndefined();
});
