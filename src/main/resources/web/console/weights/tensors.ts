import type { WeightsTable } from "../service/weights";

/** The relation of a tensor to the tensor of another model. All tensors of one model alone are `single`. */
export const STATES = ["changed", "identical", "reshaped", "here", "there"] as const;
export type TensorState = (typeof STATES)[number] | "single";

/** A row of a table of tensors. Numbers that are not known are undefined. */
export interface TensorRow {
  name: string;
  state: TensorState;
  /** Undefined if only the other model has the tensor. */
  shape: number[] | undefined;
  otherShape: number[] | undefined;
  type: string;
  /** Empty if the type is the same. */
  otherType: string;
  parameters: number;
  norm: number | undefined;
  difference: number | undefined;
  drift: number | undefined;
}

/** The rows of a table: the tensors of its model, and then the tensors that only the other model has. */
export function rowsOf({ tensors, against }: WeightsTable): TensorRow[] {
  const own = tensors.map((tensor): TensorRow => {
    const { name, shape, type, norm, difference, drift } = tensor;
    const isCompared = tensor.identical !== undefined;
    return {
      name,
      state: !against
        ? "single"
        : isCompared
          ? tensor.identical
            ? "identical"
            : "changed"
          : tensor.other_shape || tensor.other_type
            ? "reshaped"
            : "here",
      shape,
      otherShape: isCompared ? shape : tensor.other_shape,
      type,
      otherType: tensor.other_type ?? "",
      parameters: elements(shape),
      norm,
      difference,
      drift,
    };
  });
  const others = (against?.missing ?? []).map(
    ({ name, shape, type }): TensorRow => ({
      name,
      state: "there",
      shape: undefined,
      otherShape: shape,
      type: "",
      otherType: type,
      parameters: elements(shape),
      norm: undefined,
      difference: undefined,
      drift: undefined,
    }),
  );
  return [...own, ...others];
}

/** The number of rows of each state. */
export function countsOf(rows: readonly TensorRow[]): Record<TensorState, number> {
  const counts: Record<TensorState, number> = { changed: 0, identical: 0, reshaped: 0, here: 0, there: 0, single: 0 };
  for (const { state } of rows) {
    counts[state]++;
  }
  return counts;
}

/** The rows whose names have a text, in any case, and that have a state; all states if it is undefined. */
export function matching(rows: readonly TensorRow[], text: string, state?: TensorState): readonly TensorRow[] {
  const wanted = text.trim().toLowerCase();
  return wanted === "" && state === undefined
    ? rows
    : rows.filter((row) => (state === undefined || row.state === state) && row.name.toLowerCase().includes(wanted));
}

/** The number of layers: tensors whose names differ in the last part only, such as weight and bias, are one layer. */
export function layersOf(names: readonly string[]): number {
  return new Set(names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf("."))) || name)).size;
}

/** `6 × 3 × 5 × 5` in one line; empty for a scalar. */
export function shapeText(shape: readonly number[]): string {
  return shape.join("\u00a0×\u00a0");
}

/** The name of a type as in Python: `float32`. */
export function typeText(type: string): string {
  return type.toLowerCase();
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
