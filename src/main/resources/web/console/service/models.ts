import { getJson } from "./api";
import { Resource } from "./resource";
import { trainings } from "./trainings";
import type { Model, ModelList } from "./types";

/** The latest list of the service's models. The views share it. */
class Models extends Resource<ModelList> {
  /** Whether the histories of all models are requested after the next list, not only the missing ones. */
  private all = false;

  constructor() {
    super(() => getJson<ModelList>("api/models/"));
    this.addEventListener("change", () => {
      if (this.list && !this.error) {
        trainings.want(this.list, this.all);
        this.all = false;
      }
    });
  }

  get list(): Model[] | undefined {
    return this.value?.models;
  }

  /** The name of the project's folder. */
  get project(): string {
    return this.value?.project ?? "";
  }

  /** The title of a model, or its id if the title is not known. */
  titleOf(id: string): string {
    const model = this.list?.find((each) => each.id === id);
    return model ? title(model) : id;
  }

  /**
   * Requests the list again. Concurrent calls share one request.
   *
   * @param all whether all histories are requested again
   */
  refresh(all = true): Promise<void> {
    this.all ||= all;
    return this.load();
  }
}

export function title(model: Model): string {
  return model.title ?? model.name ?? model.id;
}

export const models = new Models();
