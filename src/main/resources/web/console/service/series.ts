import type { Training } from "./trainings";
import type { Model } from "./types";

/** A model, or the rounds of one model. */
export interface Series {
  /** The same in each list: the id of a single model, or the name of a group. */
  key: string;
  /** The name of the group; empty for a single model. */
  name: string;
  /** At least one model; of a group, the newest round first. */
  models: [Model, ...Model[]];
}

/**
 * The models of a list, in its order, with the rounds of one model together at the place of the first one. The id of
 * the newest round of a simulation is a model of its own, because its round changes.
 */
export function series(list: readonly Model[]): Series[] {
  const groups = new Map<string, Series>();
  for (const model of list) {
    const name = model.round === undefined || model.latest ? undefined : model.group;
    const key = name === undefined ? `model ${model.id}` : `group ${name}${model.run ? ` of ${model.run}` : ""}`;
    const known = groups.get(key);
    if (known) {
      known.models.push(model);
    } else {
      groups.set(key, { key, name: name ?? "", models: [model] });
    }
  }
  return [...groups.values()].map((each) => ({
    ...each,
    name: each.models.length > 1 ? each.name : "",
    models: each.models.sort((a, b) => (b.round ?? 0) - (a.round ?? 0)),
  }));
}

/** Whether a model's title or id, or the name of its group, has the text. */
export function matches(each: Series, text: string, title: (model: Model) => string): boolean {
  const wanted = text.trim().toLowerCase();
  return (
    each.name.toLowerCase().includes(wanted) ||
    each.models.some((model) => `${title(model)}\n${model.id}`.toLowerCase().includes(wanted))
  );
}

/** The orders of a list of models. */
export const ORDERS = ["name", "date", "accuracy", "size"] as const;
export type Order = (typeof ORDERS)[number];

/**
 * The series in an order: by name as they are, and else the newest, the most accurate or the largest first.
 *
 * @param accuracy the best accuracy of a model as a fraction; series without one come last
 */
export function ordered(
  list: readonly Series[],
  order: Order,
  accuracy: (model: Model) => number | undefined,
): Series[] {
  const largest = (each: Series, value: (model: Model) => number): number => Math.max(...each.models.map(value));
  const values: Record<Order, (each: Series) => number> = {
    name: () => 0,
    date: (each) => largest(each, ({ modified }) => Date.parse(modified)),
    accuracy: (each) => largest(each, (model) => accuracy(model) ?? -1),
    size: (each) => largest(each, ({ size_bytes }) => size_bytes),
  };
  const known = new Map(list.map((each) => [each, values[order](each)]));
  return [...list].sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0));
}

/** The newest usable model of the first series that has one, or else the first model. */
export function preferred(list: readonly Model[]): Model | undefined {
  const usable = (model: Model): boolean => model.state !== "UNAVAILABLE";
  const newest = series(list).flatMap((each) => each.models.filter(usable).slice(0, 1));
  return newest[0] ?? list[0];
}

/** The latest round before a model's own round, among rounds in any order. */
export function earlier({ round: own }: Model, rounds: readonly Model[]): Model | undefined {
  const before = rounds.filter(({ round }) => own !== undefined && round !== undefined && round < own);
  return before.sort((a, b) => (b.round ?? 0) - (a.round ?? 0))[0];
}

/** The ids without those of earlier rounds of the same series. An id that the list does not have stays. */
export function newest(ids: readonly string[], list: readonly Model[]): string[] {
  const chosen = new Map(list.filter(({ id }) => ids.includes(id)).map((model) => [model.id, model]));
  const latest = new Set(series([...chosen.values()]).map((each) => each.models[0].id));
  return ids.filter((id) => !chosen.has(id) || latest.has(id));
}

/** A training that one or more models of a series share. */
export interface SharedTraining {
  models: [Model, ...Model[]];
  training: Training;
}

/**
 * The different trainings of a series; the training of the newest round comes first. Rounds of one run share a
 * training.
 */
export function sharedTrainings(each: Series, of: (model: Model) => Training | undefined): SharedTraining[] {
  const found = new Map<Training, SharedTraining>();
  for (const model of each.models) {
    const training = of(model);
    if (training) {
      const known = found.get(training);
      if (known) {
        known.models.push(model);
      } else {
        found.set(training, { models: [model], training });
      }
    }
  }
  return [...found.values()];
}
