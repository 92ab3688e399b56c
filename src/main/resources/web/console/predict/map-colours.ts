/** A cell whose drop is at least this part of the largest one has the full colour. */
const STRONGEST = 0.82;

/** Orange and purple of ColorBrewer's scheme PuOr, which people with colour blindness distinguish. */
export const LOWERS = [230, 97, 1] as const;
export const RAISES = [94, 60, 153] as const;

/** The largest change of the probability, up or down; 0 if nothing changes it. */
export function largest(drops: readonly (readonly number[])[]): number {
  return Math.max(0, ...drops.map((row) => Math.max(...row.map(Math.abs))));
}

/**
 * The colours of the cells, row by row, four bytes each. A cell is orange if covering it lowers the probability, and
 * purple if that raises it. Larger changes are more opaque.
 */
export function colours(drops: readonly (readonly number[])[]): Uint8ClampedArray<ArrayBuffer> {
  const max = largest(drops);
  const cells = drops.flat();
  const bytes = new Uint8ClampedArray(4 * cells.length);
  cells.forEach((drop, index) => {
    bytes.set(drop < 0 ? RAISES : LOWERS, 4 * index);
    bytes[4 * index + 3] = max === 0 ? 0 : Math.round((255 * STRONGEST * Math.abs(drop)) / max);
  });
  return bytes;
}

/** The row and the column of the largest drop, or of the first cell if nothing lowers the probability. */
export function strongest(drops: readonly (readonly number[])[]): { row: number; column: number } {
  let best = { row: 0, column: 0 };
  drops.forEach((cells, row) =>
    cells.forEach((drop, column) => {
      if (drop > (drops[best.row]?.[best.column] ?? 0)) {
        best = { row, column };
      }
    }),
  );
  return best;
}
