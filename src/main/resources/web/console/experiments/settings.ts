import type { Curve } from "../chart/curve";
import type { By, ExperimentResult, SettingResult, SettingRounds, Single, Statistic } from "../service/experiments";

/**
 * What a band shows: the standard deviation, the 95 % interval of the mean, or the smallest and the largest value. The
 * first two are the number after `±`, too.
 */
export type Spread = "deviation" | "interval" | "range";

/** The name of a setting: its values, such as `learning_rate = 0.1, batch = 32`; its number if it has none. */
export function settingName(setting: number, parameters: Readonly<Record<string, Single>>): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
  return values.join(", ") || String(setting);
}

/** The ends of the band at a value; undefined for a single run. */
export function ends({ n, mean, std, low, high, min, max }: Statistic, spread: Spread): [number, number] | undefined {
  if (spread === "interval") {
    return low === undefined || high === undefined ? undefined : [low, high];
  }
  if (spread === "range") {
    return n < 2 || min === undefined || max === undefined ? undefined : [min, max];
  }
  return mean === undefined || std === undefined ? undefined : [mean - std, mean + std];
}

/** The number after `±`: the standard deviation, or half of the interval; undefined for a single run. */
export function plusMinus(value: Statistic, spread: Spread): number | undefined {
  const found = ends(value, spread);
  return found && (found[1] - found[0]) / 2;
}

/** The mean curve of a setting with its band. A round with one run has no band, and interrupts it. */
export function bandCurve({ rounds }: SettingRounds, name: string, colour: number, spread: Spread): Curve {
  const band: [number, number, number][][] = [];
  let isOpen = false;
  for (const { round, value } of rounds) {
    const found = ends(value, spread);
    if (found) {
      if (!isOpen) {
        band.push([]);
      }
      band[band.length - 1]!.push([round, ...found]);
    }
    isOpen = found !== undefined;
  }
  return { name, colour, points: rounds.map(({ round, value }) => [round, value.mean ?? null]), band };
}

/** A column of the table: a parameter, or a number of the metric. */
export type Column = { kind: "parameter"; name: string } | { kind: "setting" | "runs" | "n" | By };

export function columnsOf(settings: readonly SettingResult[]): Column[] {
  const names = Object.keys(settings[0]?.parameters ?? {});
  const first: Column[] = names.length > 0 ? names.map((name) => ({ kind: "parameter", name })) : [{ kind: "setting" }];
  return [...first, { kind: "runs" }, { kind: "n" }, { kind: "last" }, { kind: "best" }];
}

/** The identity of a column, for the order of the table. */
export function keyOf(column: Column): string {
  return column.kind === "parameter" ? `parameter ${column.name}` : column.kind;
}

/** The value of a column by which the table is ordered; undefined if there is none. */
export function valueIn(row: SettingResult, column: Column, metric: string, by: By): Single | undefined {
  switch (column.kind) {
    case "parameter":
      return row.parameters[column.name];
    case "setting":
      return row.setting;
    case "runs":
      return row.runs;
    case "n":
      return row.metrics[metric]?.[by].n ?? 0;
    default:
      return row.metrics[metric]?.[column.kind].mean;
  }
}

/** The rows by a column, in `descending` or ascending order. Rows without a value come last in both orders. */
export function sorted(
  rows: readonly SettingResult[],
  value: (row: SettingResult) => Single | undefined,
  descending: boolean,
): SettingResult[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    const isNumeric = typeof left === "number" && typeof right === "number";
    const order = isNumeric ? left - right : String(left).localeCompare(String(right), undefined, { numeric: true });
    return sign * order;
  });
}

/** The settings whose curves are drawn if the reader has chosen none: the best ones so far, `most` of them. */
export function usualCurves({ settings, metric = "", goal, by }: ExperimentResult, most: number): number[] {
  const mean = (row: SettingResult): number | undefined => row.metrics[metric]?.[by].mean;
  const order = sorted(settings, mean, goal === "max");
  return order
    .slice(0, most)
    .map(({ setting }) => setting)
    .sort((a, b) => a - b);
}
