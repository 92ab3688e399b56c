import { getJson } from "./api";
import type { Model } from "./types";

/** The format of the models whose tensors the service reads. */
const READABLE = "STATE_DICT";

/**
 * A tensor of a model, compared with the tensor of another model if there is one. Values that are not finite are
 * absent.
 */
export interface Tensor {
  name: string;
  type: string;
  shape: number[];
  bytes: number;
  norm?: number;
  difference?: number;
  drift?: number;
  /** Whether both tensors have the same type and bits. */
  identical?: boolean;
  /** The shape of the other model's tensor, if the shapes differ. */
  other_shape?: number[];
  other_type?: string;
}

export interface WeightsTable {
  model: string;
  format: string;
  path: string;
  parameters: number;
  bytes: number;
  norm?: number;
  tensors: Tensor[];
  against?: {
    model: string;
    difference?: number;
    drift?: number;
    only_here: string[];
    only_there: string[];
    /** The tensors that only the other model has. */
    missing: Pick<Tensor, "name" | "type" | "shape" | "bytes">[];
  };
}

/** The drift of a series of models, each round against the previous round. */
export interface SeriesDrift {
  series: string;
  run?: string;
  /** The rounds of the series, from which `rounds` are chosen. */
  total: number;
  rounds: DriftRound[];
  /** The tensors that move most. `drift` has a value for each of `rounds`. */
  tensors: { name: string; type: string; shape: number[]; drift: (number | null)[] }[];
}

export interface DriftRound {
  round: number;
  model: string;
  norm?: number;
  against?: string;
  difference?: number;
  drift?: number;
  /** The reason why the weights were not read. */
  reason?: string;
}

/** The tensors of a model, compared with the tensors of the model `against` unless `against` is empty. */
export function weightsOf(id: string, against: string): Promise<WeightsTable> {
  const query = against === "" ? "" : `?${new URLSearchParams({ against })}`;
  return getJson<WeightsTable>(`api/models/${encodeURIComponent(id)}/weights${query}`);
}

/** The drift of the series of a model. */
export function driftOf(id: string): Promise<SeriesDrift> {
  return getJson<SeriesDrift>(`api/models/${encodeURIComponent(id)}/drift`);
}

/** Whether the service reads the tensors of a model. */
export function hasWeights({ format }: Model): boolean {
  return format === READABLE;
}
