import type { Curve } from "../chart/curve";
import type { RoundClient, RoundClients } from "../service/inside-types";
import { medianOf } from "../training/metrics";
import { numberOf } from "./rows";

/** A value of clients that small charts show: a member or a metric of a phase. */
export interface Series {
  /** `train loss`, `evaluate accuracy`, `train seconds` ... The phase is the part before the first space. */
  key: string;
  phase: string;
  /** The metric; empty for members. */
  metric: string;
  member: "" | "seconds" | "update_norm" | "cosine" | "examples";
}

const MEMBERS = ["seconds", "update_norm", "cosine", "examples"] as const;
/** The significant digits of the ends of an axis. */
const DIGITS = 6;
/** The metrics that are shown first. */
const FIRST = ["loss", "accuracy"];

/** The values that rows have: the metrics of each phase, and seconds, norm, cosine and examples of the training. */
export function seriesIn(rounds: readonly RoundClients[]): Series[] {
  const found = new Map<string, Series>();
  for (const { phase, clients } of rounds) {
    for (const row of clients) {
      for (const [metric, value] of Object.entries(row.metrics ?? {})) {
        if (numberOf(value) !== null) {
          add(found, { phase, metric, member: "" });
        }
      }
      for (const member of MEMBERS) {
        if (typeof row[member] === "number") {
          add(found, { phase, metric: "", member });
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key));
}

function add(found: Map<string, Series>, series: Omit<Series, "key">): void {
  const key = `${series.phase} ${series.metric === "" ? `:${series.member}` : series.metric}`;
  found.set(key, { key, ...series });
}

/** Losses and accuracies first, then other metrics, then members. */
function rank({ metric, member }: Series): number {
  const isFirst = FIRST.some((word) => metric.toLowerCase().includes(word));
  return metric === "" ? 2 + MEMBERS.indexOf(member as (typeof MEMBERS)[number]) : isFirst ? 0 : 1;
}

function numberIn(row: RoundClient, { metric, member }: Series): number | null {
  return member === "" ? numberOf(row.metrics?.[metric]) : numberOf(row[member]);
}

/** The rows of a series by round, of the latest training that has rows of its phase. */
function rowsOf(rounds: readonly RoundClients[], { phase }: Series): RoundClients[] {
  const ofPhase = rounds.filter((each) => each.phase === phase);
  const last = Math.max(...ofPhase.map(({ training }) => training));
  return ofPhase.filter(({ training }) => training === last).sort((a, b) => a.round - b.round);
}

/** The values of one client by round. A round in which it failed, or has no value, has no point. */
export function curveOf(rounds: readonly RoundClients[], series: Series, node: string): Curve["points"] {
  return rowsOf(rounds, series).flatMap(({ round, clients }): Curve["points"] => {
    const row = clients.find((each) => each.node === node);
    return row === undefined ? [] : [[round, numberIn(row, series)]];
  });
}

/** Two pieces of a curve, joined by round. If both have a point, the point of the second piece is taken. */
export function joined(early: Curve["points"], late: Curve["points"]): Curve["points"] {
  return [...new Map([...early, ...late])].sort(([a], [b]) => a - b);
}

/** The median over all clients by round, for comparison. */
export function medians(rounds: readonly RoundClients[], series: Series): Curve["points"] {
  return rowsOf(rounds, series).flatMap(({ round, clients }): Curve["points"] => {
    const values = clients.map((row) => numberIn(row, series)).filter((value): value is number => value !== null);
    const median = medianOf(values);
    return median === undefined ? [] : [[round, median]];
  });
}

/** The smallest and the largest value of curves, so that small charts share one scale; undefined if there is none. */
export function rangeOf(curves: readonly Curve["points"][]): [number, number] | undefined {
  const values = curves.flat().flatMap(([, value]) => (value === null ? [] : [value]));
  if (values.length === 0) {
    return undefined;
  }
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const span = most > least ? most - least : Math.abs(least) * 0.1 || 1;
  // The ends are short numbers, because they are labels of the axis.
  const step = 10 ** Math.floor(Math.log10(span)) / 2;
  const end = (steps: number): number => Number((steps * step).toPrecision(DIGITS));
  const [low, high] = [end(Math.floor(least / step)), end(Math.ceil(most / step))];
  return low < high ? [low, high] : [end(Math.floor(least / step) - 1), end(Math.ceil(most / step) + 1)];
}
