import type { Model } from "./types";

/** A text that changes with the content of a model's file. */
export function keyOf(model: Model): string {
  return `${model.id}\n${model.modified}\n${model.size_bytes}`;
}
