import { postJson } from "./api";

/** An occlusion map, as `POST /api/explain/` answers it. */
export interface Explanation {
  predicted: string;
  explained: string;
  /** Of the explained label for the whole picture. */
  probability: number;
  /** Rows of cells: how much the probability drops when a square covers the cell. */
  drops: number[][];
  /** Side of the picture that the network sees, pixels. */
  size: number;
  /** Side of the square, in the same pixels. */
  patch: number;
  /** Of the decoded picture, pixels. */
  width: number;
  height: number;
  /** The part of the decoded picture that the map covers; it may extend beyond the picture. */
  region: { left: number; top: number; width: number; height: number };
}

/** The map of a picture for a label, or for the predicted one if `label` is empty. */
export function explain(
  model: string,
  picture: string,
  label: string,
  grid: number,
  abort: AbortSignal,
): Promise<Explanation> {
  const body = { model_id: model, image_data: picture, grid, ...(label ? { class: label } : {}) };
  return postJson<Explanation>("api/explain/", body, abort);
}
