/** A point of a band: its round, and the lower and the upper end. */
export type BandPoint = [x: number, low: number, high: number];

/** Half of the width of a band at a single round, pixels. */
const NARROW_BAND = 4;

/** The corners of a piece of a band, pixels: the upper ends, and the lower ends back. */
export function outline(piece: readonly BandPoint[], coord: (point: number[]) => number[]): number[][] {
  const upper = piece.map(([x, , high]) => coord([x, high]));
  const lower = piece.map(([x, low]) => coord([x, low])).reverse();
  if (piece.length > 1) {
    return [...upper, ...lower];
  }
  const [[x = 0, top = 0] = []] = upper;
  const [[, bottom = 0] = []] = lower;
  return [
    [x - NARROW_BAND, top],
    [x + NARROW_BAND, top],
    [x + NARROW_BAND, bottom],
    [x - NARROW_BAND, bottom],
  ];
}

/** A band for a logarithmic scale: it ends at the smallest value above 0, and where the curve is not above 0. */
export function positive(
  band: readonly BandPoint[][],
  points: readonly (readonly [number, number | null])[],
): BandPoint[][] {
  const values = [...band.flat().flatMap(([, low, high]) => [low, high]), ...points.map(([, value]) => value ?? 0)];
  const least = values.reduce((min, value) => (value > 0 ? Math.min(min, value) : min), Number.POSITIVE_INFINITY);
  const pieces = band.map((piece) =>
    piece.filter(([, , high]) => high > 0).map(([x, low, high]): BandPoint => [x, low > 0 ? low : least, high]),
  );
  return pieces.filter((piece) => piece.length > 0);
}
