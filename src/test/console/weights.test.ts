import { describe, expect, it } from "vitest";
import { roundColumns, sorted } from "../../main/resources/web/console/inside/rows";
import type { SeriesDrift, WeightsTable } from "../../main/resources/web/console/service/weights";
import { csvText } from "../../main/resources/web/console/ui/csv";
import {
  driftRows,
  meanAndLast,
  tensorCurves,
  wholeCurve,
} from "../../main/resources/web/console/weights/drift-curves";
import {
  countsOf,
  layersOf,
  matching,
  rowsOf,
  shapeText,
  typeText,
} from "../../main/resources/web/console/weights/tensors";

const SHAPE = { type: "FLOAT32", shape: [2, 3], bytes: 24, norm: 1 };
const TABLE: WeightsTable = {
  model: "b",
  format: "PYTORCH",
  path: "",
  parameters: 24,
  bytes: 96,
  norm: 2,
  tensors: [
    { ...SHAPE, name: "conv.weight", difference: 0.5, drift: 0.25, identical: false },
    { ...SHAPE, name: "conv.bias", difference: 0, drift: 0, identical: true },
    { ...SHAPE, name: "head", other_shape: [3, 2] },
    { ...SHAPE, name: "extra.weight" },
  ],
  against: {
    model: "a",
    only_here: ["head", "extra.weight"],
    only_there: ["head", "old"],
    missing: [{ name: "old", type: "FLOAT16", shape: [], bytes: 2 }],
  },
};

describe("the tensors of two models", () => {
  const rows = rowsOf(TABLE);

  it("have a state each, and those of the other model come last", () => {
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ["conv.weight", "changed"],
      ["conv.bias", "identical"],
      ["head", "reshaped"],
      ["extra.weight", "here"],
      ["old", "there"],
    ]);
    expect(countsOf(rows)).toEqual({ changed: 1, identical: 1, reshaped: 1, here: 1, there: 1, single: 0 });
  });

  it("have the shapes of both models", () => {
    expect(rows.map(({ shape, otherShape }) => [shape, otherShape])).toEqual([
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2, 3],
        [3, 2],
      ],
      [[2, 3], undefined],
      [undefined, []],
    ]);
    expect(rows.map(({ parameters }) => parameters)).toEqual([6, 6, 6, 6, 1]);
  });

  it("are another type's if only the type differs, also if all values are equal", () => {
    const other = { ...SHAPE, name: "w", difference: 0, identical: false, other_type: "FLOAT16" };
    const [row] = rowsOf({ ...TABLE, tensors: [other] });
    expect(row).toMatchObject({ state: "changed", otherType: "FLOAT16" });
  });

  it("are found by a part of their names and by their state", () => {
    expect(matching(rows, " CONV ").map(({ name }) => name)).toEqual(["conv.weight", "conv.bias"]);
    expect(matching(rows, "conv", "identical").map(({ name }) => name)).toEqual(["conv.bias"]);
    expect(matching(rows, "")).toBe(rows);
  });

  it("have no state without another model", () => {
    const { against: _, ...alone } = TABLE;
    expect(countsOf(rowsOf(alone)).single).toBe(4);
  });
});

describe("the tensors of a model", () => {
  it("are in layers by all parts of their names but the last one", () => {
    expect(layersOf(["conv.weight", "conv.bias", "head", "block.0.weight", "block.1.weight", "0"])).toBe(5);
  });

  it("have shapes and types as in Python", () => {
    expect(shapeText([6, 3, 5, 5])).toBe("6\u00a0×\u00a03\u00a0×\u00a05\u00a0×\u00a05");
    expect(typeText("BFLOAT16")).toBe("bfloat16");
  });

  it("are sorted by their words if they are not in ASCII, too", () => {
    const rows = ["层 10", "层 9", "Layer 2", "layer 1"].map((node) => ({ node }));
    const [column] = roundColumns([]);
    expect(sorted(rows, column!, false).map(({ node }) => node)).toEqual(["layer 1", "Layer 2", "层 9", "层 10"]);
  });

  it("are sorted by the numbers in their names, and the unknown last", () => {
    const rows = ["layer.10.w", "layer.9.w", "layer.1.w"].map((node) => ({ node }));
    const [column] = roundColumns([]);
    expect(sorted(rows, column!, false).map(({ node }) => node)).toEqual(["layer.1.w", "layer.9.w", "layer.10.w"]);
  });
});

describe("the drift of a series", () => {
  const drift: SeriesDrift = {
    series: "net",
    total: 3,
    rounds: [
      { round: 1, model: "net_round_1", norm: 1 },
      { round: 2, model: "net_round_2", reason: "It is no file of weights." },
      { round: 4, model: "net_round_4", norm: 2, against: "net_round_1", difference: 0.5, drift: 0.5 },
    ],
    tensors: [{ name: 'w,"1"', type: "FLOAT32", shape: [2], drift: [null, null, 0.5] }],
  };

  it("has a point for each round with a drift", () => {
    expect(wholeCurve(drift, "Drift")).toEqual([{ name: "Drift", colour: 0, points: [[4, 0.5]] }]);
    expect(tensorCurves(drift)).toEqual([{ name: 'w,"1"', colour: 0, points: [[4, 0.5]] }]);
    expect(wholeCurve({ ...drift, rounds: [] }, "Drift")).toEqual([]);
  });

  it("of a tensor has a mean of the known rounds", () => {
    expect(meanAndLast([null, 0.5, 0.25, null])).toEqual({ mean: 0.375, last: 0.25 });
    expect(meanAndLast([null])).toEqual({ mean: undefined, last: undefined });
  });

  it("is saved with quoted names and empty unknown values", () => {
    expect(csvText(driftRows(drift)).split("\r\n")).toEqual([
      '\uFEFFround,model,against,norm,difference,drift,"w,""1"""',
      "1,net_round_1,,1,,,",
      "2,net_round_2,,,,,",
      "4,net_round_4,net_round_1,2,0.5,0.5,0.5",
      "",
    ]);
  });
});
