import { getJson } from "./api";
import { Resource } from "./resource";
import type { Model, ModelList } from "./types";

/** The models that are kept with simulations. Views that show them share the list. */
class KeptModels extends Resource<Model[]> {
  constructor() {
    super(async () => {
      const { models } = await getJson<ModelList>("api/models/?runs=true");
      return models.filter((model) => model.run !== undefined);
    });
  }
}

export const keptModels = new KeptModels();

/** Whether an id has the form of a model that is kept with a simulation: `NAME@RUN`. */
export function isKept(id: string): boolean {
  return id.includes("@");
}
