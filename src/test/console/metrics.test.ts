import { describe, expect, it } from "vitest";
import type { Ends } from "../../main/resources/web/console/chart/curve";
import type { History, Round } from "../../main/resources/web/console/service/types";
import { Colours } from "../../main/resources/web/console/training/colours";
import {
  elapsed,
  extremes,
  isSmallerBetter,
  medianSeconds,
  metricNames,
  ofRounds,
  smoothed,
  usualMetrics,
  valuesOf,
} from "../../main/resources/web/console/training/metrics";
import { ofAddress, toAddress } from "../../main/resources/web/console/training/ranges";
import {
  differences,
  latex,
  runTable,
  tableJson,
  tableLatex,
  tableRows,
} from "../../main/resources/web/console/training/run-table";
import { curves, haveShares, type Run, roundRows } from "../../main/resources/web/console/training/runs";
import { csvText } from "../../main/resources/web/console/ui/csv";

const ROUNDS: Round[] = [
  { round: 0, loss: 2.3, metrics: { loss: 2.3 } },
  { round: 1, loss: 1, accuracy: 0.5, results: 2, failures: 0, seconds: 4, metrics: { train_loss: 1.2, eval_f1: 0.4 } },
  { round: 2, loss: 1.5, accuracy: 0.4, results: 2, failures: 1, seconds: 6, metrics: { eval_f1: 0.6 } },
];

function run(key: string, history: Partial<History>): Run {
  return { key, name: key, colour: 0, history: { rounds: [], accuracies: [], losses: [], ...history } };
}

describe("the metrics of a training", () => {
  it("are all numbers of its rounds, accuracy and loss first", () => {
    expect(metricNames([ofRounds(ROUNDS)])).toEqual([
      "accuracy",
      "loss",
      "eval_f1",
      "failures",
      "results",
      "seconds",
      "train_loss",
    ]);
  });

  it("have a value for each round, null where there is none", () => {
    const history = ofRounds(ROUNDS);
    expect(valuesOf(history, "train_loss")).toEqual([null, 1.2, null]);
    expect(valuesOf(history, "accuracy")).toEqual([null, 0.5, 0.4]);
    expect(valuesOf(history, "constructor")).toEqual([null, null, null]);
  });

  it("are those of the rounds that a history file has, whatever its lists hold", () => {
    const history = run("a", {
      rounds: [1, 2],
      metrics: { f1: [0.1], text: ["x", "y"] as unknown as number[] },
    }).history;
    expect(valuesOf(history, "f1")).toEqual([0.1, null]);
    expect(valuesOf(history, "text")).toEqual([null, null]);
  });

  it("are accuracy and loss unless the reader chooses others", () => {
    expect(usualMetrics(["accuracy", "loss", "f1"])).toEqual(["accuracy", "loss"]);
    expect(usualMetrics(["a", "b", "c"])).toEqual(["a", "b"]);
  });

  it.each([
    ["loss", true],
    ["eval_rmse", true],
    ["epsilon", true],
    ["train-loss", true],
    ["accuracy", false],
    ["eval_f1", false],
    ["terror", false],
  ])("%s is better if smaller: %s", (name, isLess) => {
    expect(isSmallerBetter(name)).toBe(isLess);
  });

  it("have a best and a last value", () => {
    const history = ofRounds(ROUNDS);
    expect(extremes(history, "accuracy")).toEqual({ last: 0.4, best: 0.5, bestRound: 1 });
    expect(extremes(history, "loss")).toEqual({ last: 1.5, best: 1, bestRound: 1 });
    expect(extremes(history, "none")).toBeUndefined();
  });
});

describe("the time of rounds", () => {
  it("is the sum of their seconds from the first one that is known", () => {
    expect(elapsed(ofRounds(ROUNDS))).toEqual([null, 4, 10]);
  });

  it("is not known after a round without seconds", () => {
    const history = run("a", { rounds: [1, 2, 3], metrics: { seconds: [1, null, 2] } }).history;
    expect(elapsed(history)).toEqual([1, null, null]);
    expect(elapsed(run("b", { rounds: [1] }).history)).toEqual([null]);
  });
});

describe("the moving average", () => {
  it("is that of the last values, without rounds that have none", () => {
    expect(smoothed([2, 4, null, 6, 8], 2)).toEqual([2, 3, null, 5, 7]);
    expect(smoothed([2, 4], 1)).toEqual([2, 4]);
    expect(smoothed([], 5)).toEqual([]);
  });
});

describe("curves", () => {
  const history = ofRounds(ROUNDS);

  it("are over rounds or over time", () => {
    const drawn = (axis: "round" | "time" | "bytes") =>
      curves([{ ...run("a", {}), history }], { metric: "loss", window: 1, axis })[0]?.points;
    expect(drawn("round")).toEqual([
      [0, 2.3],
      [1, 1],
      [2, 1.5],
    ]);
    expect(drawn("time")).toEqual([
      [4, 1],
      [10, 1.5],
    ]);
    expect(drawn("bytes")).toEqual([]);
  });

  it("show percentages for accuracies between 0 and 1 only", () => {
    const runs = [{ ...run("a", {}), history }];
    expect([haveShares(runs), haveShares(runs, "eval_f1"), haveShares(runs, "loss")]).toEqual([true, false, false]);
    expect(haveShares([run("b", { rounds: [1], metrics: { eval_acc: [93] } })], "eval_acc")).toBe(false);
  });

  it("are saved with the chosen metrics", () => {
    expect(roundRows([{ ...run("a", {}), history }], ["eval_f1"])).toEqual([
      ["run", "name", "round", "eval_f1"],
      ["a", "a", 0, null],
      ["a", "a", 1, 0.4],
      ["a", "a", 2, 0.6],
    ]);
  });

  it("has the parameters of all runs in its file, also those with names of metrics", () => {
    const one = run("a", { rounds: [1], accuracies: [null], losses: [0.5], parameters: { lr: 0.1, loss: [1, 2] } });
    const other = run("b", { rounds: [1], accuracies: [null], losses: [0.25], parameters: { seed: 3 } });
    expect(roundRows([one, other], ["loss"])).toEqual([
      ["run", "name", "round", "loss", "params.lr", "params.loss", "params.seed"],
      ["a", "a", 1, 0.5, 0.1, "[1,2]", null],
      ["b", "b", 1, 0.25, null, null, 3],
    ]);
  });
});

describe("the time of a round", () => {
  it("is the median of those that are known", () => {
    expect(medianSeconds(ROUNDS)).toBe(5);
    expect(medianSeconds([...ROUNDS, { round: 3, seconds: 900 }])).toBe(6);
    expect(medianSeconds([{ round: 1 }])).toBeUndefined();
  });
});

describe("ranges of y axes", () => {
  it("are kept in the address, also for metrics with colons", () => {
    const ranges = new Map<string, Ends>([
      ["loss", [0.5, undefined]],
      ["eval:f1:macro", [-1, 1]],
    ]);
    expect(toAddress(ranges)).toEqual(["loss:0.5:", "eval:f1:macro:-1:1"]);
    expect(ofAddress(toAddress(ranges))).toEqual(ranges);
  });

  it.each(["", "loss", "loss::", "loss:2:1", "loss:1:1", "loss:x:NaN", ":1:2"])(
    "%j of an address is omitted",
    (text) => {
      expect(ofAddress([text]).size).toBe(0);
    },
  );
});

describe("colours", () => {
  it("stay with a run, and a free one is used again", () => {
    const colours = new Colours();
    colours.choose(["a", "b", "c"]);
    colours.choose(["c", "d"]);
    expect(["a", "b", "c", "d"].map((key) => colours.of(key))).toEqual([undefined, undefined, 2, 0]);
  });

  it("differ between 50 runs", () => {
    const colours = new Colours();
    const keys = Array.from({ length: 50 }, (_, index) => `run ${index}`);
    colours.choose(keys);
    expect(new Set(keys.map((key) => colours.of(key))).size).toBe(50);
  });
});

describe("the table of runs", () => {
  const runs = [
    run("simulation 1", {
      rounds: [1, 2],
      accuracies: [0.5, 0.75],
      losses: [null, null],
      parameters: { lr: 0.1, batch_size: 32, name: 'a "b", c' },
    }),
    run("=2", {
      rounds: [1],
      accuracies: [0.9],
      losses: [null],
      parameters: { lr: 0.05, batch_size: 32, list: [1, 2] },
    }),
  ];

  it("has parameters and the best and last values of metrics", () => {
    const table = runTable(runs, ["accuracy"]);
    expect(table.columns.map(({ kind, name }) => (name ? `${kind} ${name}` : kind))).toEqual([
      "parameter lr",
      "parameter batch_size",
      "parameter name",
      "parameter list",
      "rounds",
      "best accuracy",
      "bestRound accuracy",
      "last accuracy",
      "seconds",
      "source",
    ]);
    expect(table.rows[1]?.values).toEqual([0.05, 32, null, "[1,2]", 1, 0.9, 1, 0.9, null, null]);
  });

  it("shows the differences alone", () => {
    const names = differences(runTable(runs, ["accuracy"])).columns.map(({ name }) => name);
    expect(names).not.toContain("batch_size");
    expect(names).toContain("lr");
    expect(differences(runTable(runs.slice(0, 1), [])).columns).toHaveLength(6);
  });

  it("is saved as CSV that no spreadsheet runs", () => {
    const lines = csvText(tableRows(differences(runTable(runs, [])))).split("\r\n");
    expect(lines).toEqual([
      "\uFEFFrun,name,lr,name,list,rounds",
      'simulation 1,simulation 1,0.1,"a ""b"", c",,2',
      `'=2,'=2,0.05,,"[1,2]",1`,
      "",
    ]);
  });

  it("is saved as JSON by parameters and metrics", () => {
    const [first] = JSON.parse(tableJson(runTable(runs, ["accuracy"])));
    expect(first.run).toBe("simulation 1");
    expect(first.parameters).toEqual({ lr: 0.1, batch_size: 32, name: 'a "b", c', list: null });
    expect(first.metrics).toEqual({ accuracy: { best: 0.75, best_round: 2, last: 0.75 } });
    expect(first.rounds).toBe(2);
  });

  it("keeps parameters with any name", () => {
    const parameters = JSON.parse('{"__proto__": 1, "constructor": 2}');
    const text = tableJson(runTable([run("a", { parameters })], []));
    expect(text).toContain('"__proto__": 1');
    expect(text).toContain('"constructor": 2');
  });

  it("is saved as LaTeX", () => {
    const text = tableLatex(
      runTable([run("50% & more", { rounds: [1], accuracies: [0.987654], parameters: { lr: 1e-7 } })], ["accuracy"]),
    );
    expect(text).toContain("\\begin{tabular}{lrrrrrrr}");
    expect(text).toContain("50\\% \\& more & $1 \\times 10^{-7}$ & $1$ & $0.9877$ & $1$ & $0.9877$ & -- & -- \\\\");
  });

  it.each([
    ["a_b#1", "a\\_b\\#1"],
    ["\\input{x}", "\\textbackslash{}input\\{x\\}"],
    ["~^$", "\\textasciitilde{}\\textasciicircum{}\\$"],
    ["two\nlines\u0000", "two lines "],
  ])("%j is %j in LaTeX", (text, escaped) => {
    expect(latex(text)).toBe(escaped);
  });
});
