import { describe, expect, it } from "vitest";
import { en } from "../../main/resources/web/console/app/en";
import { views } from "../../main/resources/web/console/predict/views";
import type { Model, ModelInput } from "../../main/resources/web/console/service/types";

function model(id: string, input?: Partial<ModelInput>): Model {
  const made: Model = {
    id,
    name: id,
    description: "",
    format: "ONNX",
    size_bytes: 1,
    modified: "2026-01-01T00:00:00Z",
    state: "LOADED",
  };
  return input ? { ...made, input: { image_size: 32, resize: "squash", ...input } } : made;
}

const ids = (models: Model[]): string[][] => views(models).map((view) => view.models.map((each) => each.id));

describe("the views that models have of a picture", () => {
  it("are one for models with the same input", () => {
    expect(ids([model("a", {}), model("b", { channels: 3 }), model("c", { mean: [0.5], std: [0.5] })])).toEqual([
      ["a", "b", "c"],
    ]);
  });

  it("differ by size, resize and grey", () => {
    expect(
      ids([
        model("a", {}),
        model("b", { image_size: 224 }),
        model("c", { image_size: 224, resize: 256 }),
        model("d", { channels: 1 }),
        model("e", { image_size: 224 }),
      ]),
    ).toEqual([["a"], ["b", "e"], ["c"], ["d"]]);
  });

  it("are one if the service does not describe inputs", () => {
    expect(ids([model("a"), model("b")])).toEqual([["a", "b"]]);
    expect(views([])).toEqual([]);
  });
});

describe("the labels of a model", () => {
  it("are shortened", () => {
    expect(en.models.listed(["a", "b"], 0)).toBe("a, b");
    expect(en.models.listed(["a", "b"], 8)).toBe("a, b and 8 more");
  });
});
