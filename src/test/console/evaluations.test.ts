import { describe, expect, it } from "vitest";
import { accuracyCurves } from "../../main/resources/web/console/evaluate/accuracy-curves";
import { scoreRows } from "../../main/resources/web/console/evaluate/score-rows";
import type { Evaluation, Scores } from "../../main/resources/web/console/service/evaluations";
import { csvText } from "../../main/resources/web/console/ui/csv";

const mean = { precision: 0.5, recall: 0.25, f1: 1 / 3 };
const scores: Scores = {
  pictures: 4,
  accuracy: 0.75,
  macro: mean,
  weighted: { precision: 1, recall: 1, f1: 1 },
  classes: [{ label: '=cat, "big"', ...mean, support: 4 }],
  calibration: { expected_error: 0, bins: [] },
  worst: [],
};
const evaluation: Evaluation = {
  id: "eval-20260101-000000-00000001",
  folder: "test",
  models: ["a", "b"],
  state: "completed",
  requested: "",
  pictures: 4,
  done: 4,
  results: [
    { model: "a", modified: "", changed: false, scores },
    { model: "b", modified: "", changed: false, error: "broken" },
  ],
  unread: 0,
  unread_pictures: [],
  disagreeing: 0,
  disagreements: [],
};

describe("the table of an evaluation", () => {
  it("has a row for each label and both averages, and nothing that a spreadsheet calculates", () => {
    expect(csvText(scoreRows(evaluation)).split("\r\n")).toEqual([
      "\uFEFFmodel,label,precision,recall,f1,pictures,accuracy",
      `a,"'=cat, ""big""",0.5,0.25,${1 / 3},4,`,
      `a,macro average,0.5,0.25,${1 / 3},4,0.75`,
      "a,weighted average,1,1,1,4,0.75",
      "",
    ]);
  });
});

describe("the accuracy of the rounds of a simulation", () => {
  const version = (id: string, accuracy: number, round?: number) => ({
    model_id: `${id}@run`,
    modified: "",
    pictures: 4,
    accuracy,
    ...(round === undefined ? {} : { round }),
  });

  it("is a curve for each model, in which the last version of a round counts", () => {
    const rounds = [version("net", 0.5, 1), version("best", 0.6), version("net", 0.7, 2), version("net", 0.8, 2)];
    expect(accuracyCurves([...rounds, version("best", 0.9)])).toEqual([
      {
        name: "net",
        colour: 0,
        points: [
          [1, 0.5],
          [2, 0.8],
        ],
      },
      {
        name: "best",
        colour: 1,
        points: [
          [1, 0.6],
          [2, 0.9],
        ],
      },
    ]);
  });
});
