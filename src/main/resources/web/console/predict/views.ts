import type { Model, ModelInput } from "../service/types";

/** Models that see a picture alike. */
export interface View {
  key: string;
  input: ModelInput | undefined;
  /** At least one. */
  models: Model[];
}

/** The different views that `models` have of a picture, in the order of the models. */
export function views(models: Model[]): View[] {
  const byKey = new Map<string, View>();
  for (const model of models) {
    const key = keyOf(model.input);
    const view = byKey.get(key);
    if (view) {
      view.models.push(model);
    } else {
      byKey.set(key, { key, input: model.input, models: [model] });
    }
  }
  return [...byKey.values()];
}

/** A view is the picture before its values are normalised. The channels are known only while the model is loaded. */
function keyOf(input: ModelInput | undefined): string {
  return input ? `${input.image_size}/${input.resize}/${input.channels === 1 ? "grey" : ""}` : "";
}
