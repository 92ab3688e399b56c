import type { Ends } from "../chart/curve";

/** Whether the ends form a range: at least one is a number, and the lower end is below the upper end. */
export function isRange([from, to]: Ends): boolean {
  return from === undefined ? to !== undefined : to === undefined || from < to;
}

/** Ranges of metrics as values of the address: `METRIC:FROM:TO`, with nothing in place of an end that is not set. */
export function toAddress(ranges: ReadonlyMap<string, Ends>): string[] {
  return [...ranges].map(([metric, ends]) => [metric, ...ends.map((end) => String(end ?? ""))].join(":"));
}

/** The ranges of an address, without those that are invalid. */
export function ofAddress(values: readonly string[]): Map<string, Ends> {
  const found = values.map((value): [string, Ends] => {
    const parts = value.split(":");
    const [from, to] = parts.splice(-2).map(end);
    return [parts.join(":"), [from, to]];
  });
  return new Map(found.filter(([metric, ends]) => metric !== "" && isRange(ends)));
}

/** The number in a text; undefined if the text is no number. */
export function end(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}
