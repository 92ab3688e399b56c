import type { BandPoint } from "./band";

/** The values of the x axis of a chart: rounds, seconds, or bytes that were sent and received. */
export type Axis = "round" | "time" | "bytes";

/** A curve: values by round, by seconds or by bytes. A round without a value has no point. */
export interface Curve {
  name: string;
  /** The index of one of the eight colours. */
  colour: number;
  points: [number, number | null][];
  /** Whether the curve is only there for comparison: thin, and without marks. */
  faint?: boolean;
  /** A band around the curve: pieces of neighbouring points, each with its round and the lower and upper end. */
  band?: BandPoint[][];
}

/** The lower and the upper end of an axis. */
export type Ends = readonly [number | undefined, number | undefined];
