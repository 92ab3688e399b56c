import { getJson } from "./api";
import { histories } from "./histories";
import type { Model } from "./types";

/** The service's models as they were last listed, shared by the views. */
class Models extends EventTarget {
  list: Model[] | undefined;
  error: Error | undefined;
  private pending: Promise<void> | undefined;

  /**
   * Lists them anew; calls at the same time share one request.
   *
   * @param all whether their histories are asked for anew, too
   */
  refresh(all = true): Promise<void> {
    this.pending ??= this.ask(all).finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async ask(all: boolean): Promise<void> {
    try {
      this.list = (await getJson<{ models: Model[] }>("api/models/")).models;
      this.error = undefined;
      histories.load(this.list, all);
    } catch (failed) {
      this.error = failed as Error;
    }
    this.dispatchEvent(new Event("change"));
  }
}

export const models = new Models();
