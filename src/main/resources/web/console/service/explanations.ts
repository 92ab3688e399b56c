import { postJson } from "./api";

/** The method by which a prediction is explained. */
export type Method = "occlusion" | "gradcam";

/** An occlusion map or a Grad-CAM: the answer of `POST /api/explain/`. */
export interface Explanation {
  /** Absent in answers of earlier services. */
  method?: Method;
  /** The methods that the model allows. */
  methods?: readonly Method[];
  predicted: string;
  explained: string;
  /** Of the explained label for the whole picture. */
  probability: number;
  /** Rows of cells: how much the probability drops when a square covers the cell. Of an occlusion map. */
  drops?: number[][];
  /** Rows of cells: how much the cell adds to the score of the label, at least 0. Of a Grad-CAM. */
  map?: number[][];
  /** Side of the picture that the network sees, pixels. */
  size: number;
  /** Side of the square, in the same pixels. Of an occlusion map. */
  patch?: number;
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
  method: Method,
  grid: number,
  abort: AbortSignal,
): Promise<Explanation> {
  const how = method === "gradcam" ? { method } : { grid };
  const body = { model_id: model, image_data: picture, ...how, ...(label ? { class: label } : {}) };
  return postJson<Explanation>("api/explain/", body, abort);
}

/** The values of the cells of a map, row by row. */
export function cells({ drops, map }: Explanation): number[][] {
  return drops ?? map ?? [];
}
