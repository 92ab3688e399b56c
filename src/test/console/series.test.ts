import { describe, expect, it } from "vitest";
import { matches, newest, preferred, series, trainings } from "../../main/resources/web/console/service/series";
import type { History, Model } from "../../main/resources/web/console/service/types";

function model(id: string, group?: string, round?: number, state: Model["state"] = "AVAILABLE"): Model {
  const more = group === undefined ? {} : { group, round: round ?? 0 };
  return { id, name: id, description: "", format: "ONNX", size_bytes: 1, modified: "", state, ...more };
}

function rounds(group: string, count: number): Model[] {
  return Array.from({ length: count }, (_, index) => model(`${group}_round_${index + 1}`, group, index + 1));
}

const title = (each: Model): string => each.id;

describe("the rounds of one model", () => {
  it("are one row, the newest first, at the place of the first one", () => {
    const rows = series([model("a"), ...rounds("LeNet", 12), model("z")]);
    expect(rows.map((row) => row.name || row.models[0].id)).toEqual(["a", "LeNet", "z"]);
    expect(rows[1]?.models.map((each) => each.round)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it("keep the key of their row when a round is added", () => {
    expect(series(rounds("LeNet", 1))[0]?.key).toBe(series(rounds("LeNet", 3))[0]?.key);
  });

  it("are a single model if there is only one", () => {
    expect(series(rounds("LeNet", 1))[0]?.name).toBe("");
  });

  it("make 300 models a short list", () => {
    expect(series(["a", "b", "c"].flatMap((group) => rounds(group, 100)))).toHaveLength(3);
  });

  it("are found by the name of the group and of each round", () => {
    const [row] = series(rounds("LeNet", 12));
    expect(["lenet", "ROUND_7", "", " le"].map((text) => matches(row!, text, title))).toEqual([true, true, true, true]);
    expect(matches(row!, "resnet", title)).toBe(false);
  });

  it("are chosen by the newest usable one", () => {
    const list = [model("broken", undefined, undefined, "UNAVAILABLE"), ...rounds("LeNet", 3)];
    expect(preferred(list)?.id).toBe("LeNet_round_3");
    expect(preferred(list.slice(0, 1))?.id).toBe("broken");
    expect(preferred([])).toBeUndefined();
  });

  it("of a simulation are represented by the newest one", () => {
    const list = [model("a"), ...rounds("LeNet", 3)];
    expect(newest(["LeNet_round_2", "gone", "LeNet_round_1", "a"], list)).toEqual(["LeNet_round_2", "gone", "a"]);
  });

  it("share one training if their histories are equal", () => {
    const history = (accuracy: number): History => ({ rounds: [1], accuracies: [accuracy], losses: [null] });
    const [row] = series(rounds("LeNet", 4));
    const found = trainings(row!, (each) => (each.round === 4 ? undefined : history(each.round === 2 ? 0.5 : 0.7)));
    expect(found.map((each) => each.models.map(({ round }) => round))).toEqual([[3, 1], [2]]);
  });
});
