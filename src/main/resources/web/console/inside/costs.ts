import type { Curve } from "../chart/curve";
import type { RoundCosts, RunCosts } from "../service/inside-types";
import type { History } from "../service/types";

export type CostKind = "bytes" | "cpu_seconds" | "peak_memory_bytes" | "epsilon" | "seconds";

export const COST_KINDS: readonly CostKind[] = ["bytes", "seconds", "cpu_seconds", "peak_memory_bytes", "epsilon"];

/** The bytes of a round in both directions; null if neither is known. */
function bytesOf({ bytes_down: down, bytes_up: up }: RoundCosts): number | null {
  return typeof down === "number" || typeof up === "number" ? (down ?? 0) + (up ?? 0) : null;
}

export function costOf(costs: RoundCosts, kind: CostKind): number | null {
  return kind === "bytes" ? bytesOf(costs) : (costs[kind] ?? null);
}

/** The rounds of the latest training. A run may have several trainings, each with its own numbers. */
export function latestTraining(rounds: readonly RoundCosts[]): RoundCosts[] {
  const last = Math.max(...rounds.map(({ training }) => training));
  return rounds.filter(({ training }) => training === last).sort((a, b) => a.round - b.round);
}

/** A value of each round; empty if no round has it. */
export function pointsOf(rounds: readonly RoundCosts[], kind: CostKind, divisor = 1): Curve["points"] {
  const points = latestTraining(rounds).map((each): [number, number | null] => {
    const value = costOf(each, kind);
    return [each.round, value === null ? null : value / divisor];
  });
  return points.some(([, value]) => value !== null) ? points : [];
}

/** The line from the last epsilon to the budget in the forecast round; empty if there is no forecast. */
export function forecastOf({ rounds, epsilon_forecast: forecast }: RunCosts): Curve["points"] {
  const known = pointsOf(rounds, "epsilon").filter(([, value]) => value !== null);
  const last = known[known.length - 1];
  const round = forecast?.round ?? 0;
  return forecast && last && round > last[0] ? [last, [round, forecast.budget]] : [];
}

/** The sum of a cost over all rounds of all trainings; undefined if no round has it. */
export function totalOf(rounds: readonly RoundCosts[], kind: CostKind): number | undefined {
  const values = rounds.map((each) => costOf(each, kind)).filter((value): value is number => value !== null);
  if (values.length === 0) {
    return undefined;
  }
  return kind === "peak_memory_bytes" || kind === "epsilon"
    ? values.reduce((most, value) => Math.max(most, value))
    : values.reduce((sum, value) => sum + value, 0);
}

/** The names under which costs are series of a history. */
const SERIES: readonly (readonly [string, CostKind])[] = [
  ["bytes", "bytes"],
  ["cpu_seconds", "cpu_seconds"],
  ["epsilon", "epsilon"],
];

/** A history with the costs of its rounds as further series. Series of the same name stay unchanged. */
export function withCosts(history: History, costs: RunCosts): History {
  const byRound = new Map(latestTraining(costs.rounds).map((each) => [each.round, each]));
  const added = SERIES.filter(([name]) => history.metrics?.[name] === undefined).map(([name, kind]) => {
    const values = history.rounds.map((round) => {
      const found = byRound.get(round);
      return found === undefined ? null : costOf(found, kind);
    });
    return [name, values] as const;
  });
  const known = added.filter(([, values]) => values.some((value) => value !== null));
  return known.length === 0 ? history : { ...history, metrics: { ...history.metrics, ...Object.fromEntries(known) } };
}
