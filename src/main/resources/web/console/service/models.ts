import { getJson } from "./api";
import { histories } from "./histories";
import { Resource } from "./resource";
import type { Model, ModelList } from "./types";

/** The service's models as they were last listed, shared by the views. */
class Models extends Resource<ModelList> {
  /** Whether the histories of all models are requested after the next list, not only those that are not known. */
  private all = false;

  constructor() {
    super(() => getJson<ModelList>("api/models/"));
    this.addEventListener("change", () => {
      if (this.list && !this.error) {
        histories.load(this.list, this.all);
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

  /** What readers call a model: its title, and its id where the title is not known. */
  titleOf(id: string): string {
    const model = this.list?.find((each) => each.id === id);
    return model ? title(model) : id;
  }

  /**
   * Lists them again; calls at the same time share one request.
   *
   * @param all whether their histories are requested again, too
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
