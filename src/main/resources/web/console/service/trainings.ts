import { getJson } from "./api";
import { keyOf } from "./model-key";
import { Resource } from "./resource";
import type { Model } from "./types";

/** The summary of a training history, which some models share, or which only a file of the project has. */
export interface Training {
  models: string[];
  /** The file of a history that no model has. */
  file?: string;
  /** The simulation that trained the models. */
  simulation?: string;
  source: string;
  rounds: number;
  /** The first round with the highest accuracy. */
  best?: { round: number; accuracy: number };
  /** Whether the accuracies are between 0 and 1, so that they can be shown as percentages. */
  accuracies_are_fractions: boolean;
}

interface TrainingList {
  histories: Training[];
  unread: { model?: string; file?: string; detail: string }[];
  configured: boolean;
}

/** The training histories of all models in one request, which is repeated when a model is new or has changed. */
class Trainings extends Resource<TrainingList> {
  private known = new Map<string, Training>();
  private asked = new Set<string>();
  private viewers = 0;

  constructor() {
    super(async () => {
      const list = await getJson<TrainingList>("api/training_histories/");
      this.known = new Map(list.histories.flatMap((each) => each.models.map((id) => [id, each] as const)));
      return list;
    });
  }

  of(model: Model): Training | undefined {
    return this.known.get(model.id);
  }

  /** The files whose histories no model has, each with an experiment in it, if it has several. */
  get files(): string[] {
    return (this.value?.histories ?? []).flatMap(({ file }) => (file === undefined ? [] : [file]));
  }

  /** The best accuracy of a model as a fraction. */
  fractionOf(model: Model): number | undefined {
    const training = this.of(model);
    const accuracy = training?.best?.accuracy;
    return accuracy === undefined || training?.accuracies_are_fractions ? accuracy : accuracy / 100;
  }

  /** The reason why the history of a model cannot be read. */
  errorOf(model: Model): string | undefined {
    return this.value?.unread.find((each) => each.model === model.id)?.detail;
  }

  /** Lets a view show the histories. It requests the list of models again, so that they are up to date. */
  show(changed: () => void): void {
    this.viewers++;
    this.addEventListener("change", changed);
  }

  /** Ends {@link show}. */
  hide(changed: () => void): void {
    this.viewers--;
    this.removeEventListener("change", changed);
  }

  /**
   * Requests the histories of `models` if a view shows them and one of them was not asked for.
   *
   * @param again whether they are requested in any case
   */
  want(models: readonly Model[], again: boolean): void {
    const keys = models.map(keyOf);
    if (this.viewers > 0 && (again || keys.some((key) => !this.asked.has(key)))) {
      this.asked = new Set(keys);
      void this.reload();
    }
  }
}

export const trainings = new Trainings();
