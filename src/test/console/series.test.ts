import { describe, expect, it } from "vitest";
import {
  earlier,
  matches,
  newest,
  ORDERS,
  type Order,
  ordered,
  preferred,
  series,
  sharedTrainings,
} from "../../main/resources/web/console/service/series";
import type { Training } from "../../main/resources/web/console/service/trainings";
import type { Model } from "../../main/resources/web/console/service/types";

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

  it("do not include the id that means the newest of them", () => {
    const newestId = { ...model("LeNet@run", "LeNet", 3), run: "run", latest: true };
    const rows = series([newestId, ...rounds("LeNet", 3).map((each) => ({ ...each, run: "run" }))]);
    expect(rows.map((row) => row.models.length)).toEqual([1, 3]);
  });

  it("are a single model if there is only one", () => {
    expect(series(rounds("LeNet", 1))[0]?.name).toBe("");
  });

  it("make 300 models a short list", () => {
    expect(series(["a", "b", "c"].flatMap((group) => rounds(group, 100)))).toHaveLength(3);
  });

  it("are ordered by their newest, largest or most accurate one", () => {
    const [a, b, c] = [model("a"), model("b"), model("c")];
    const list = series([
      { ...a!, modified: "2026-01-02T00:00:00Z", size_bytes: 3 },
      { ...b!, modified: "2026-01-03T00:00:00Z", size_bytes: 1 },
      { ...c!, modified: "2026-01-01T00:00:00Z", size_bytes: 2 },
    ]);
    const accuracy = ({ id }: Model): number | undefined => (id === "c" ? 0.9 : id === "b" ? 0.5 : undefined);
    const names = (order: Order): string =>
      ordered(list, order, accuracy)
        .map((each) => each.models[0].id)
        .join("");
    expect(ORDERS.map(names)).toEqual(["abc", "bac", "cba", "acb"]);
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

  it("share one training if they have the same history", () => {
    const training = (source: string): Training => ({ models: [], source, rounds: 1, accuracies_are_fractions: true });
    const [one, two] = [training("one.json"), training("two.json")];
    const [row] = series(rounds("LeNet", 4));
    const found = sharedTrainings(row!, (each) => (each.round === 4 ? undefined : each.round === 2 ? two : one));
    expect(found.map((each) => each.models.map(({ round }) => round))).toEqual([[3, 1], [2]]);
    expect(found.map((each) => each.training)).toEqual([one, two]);
  });
});

describe("the round before", () => {
  it("is the latest one with a smaller number", () => {
    const [first, second, ...others] = rounds("LeNet", 12);
    expect(earlier(others[7]!, [first!, others[0]!, second!])?.id).toBe("LeNet_round_3");
    expect(earlier(first!, rounds("LeNet", 12))).toBeUndefined();
    expect(earlier(model("LeNet"), rounds("LeNet", 12))).toBeUndefined();
  });
});
