import type { SimulationItem } from "../service/types";

/** A column of the list: a parameter, or the last value of a metric. */
export interface RunColumn {
  kind: "params" | "metrics";
  name: string;
}

/** The most columns of parameters and of metrics that are shown without a choice. */
const USUAL = 4;
/** The most columns that are offered, of each kind. */
const MOST = 200;
const MAIN = ["accuracy", "loss"] as const;

/** All columns that a page of simulations has: parameters first. */
export function columnsOf(items: readonly SimulationItem[]): RunColumn[] {
  const names = (of: (item: SimulationItem) => object | null | undefined): string[] =>
    [...new Set(items.flatMap((item) => Object.keys(of(item) ?? {})))].slice(0, MOST);
  const metrics = names((item) => item.metrics);
  const main: string[] = MAIN.filter((name) => metrics.includes(name));
  return [
    ...names((item) => item.parameters).map((name): RunColumn => ({ kind: "params", name })),
    ...[...main, ...metrics.filter((name) => !main.includes(name))].map(
      (name): RunColumn => ({ kind: "metrics", name }),
    ),
  ];
}

/** The columns to show if the reader has chosen none: parameters that differ, and accuracy and loss. */
export function usualColumns(items: readonly SimulationItem[]): RunColumn[] {
  const all = columnsOf(items);
  const differing = all.filter(
    ({ kind, name }) =>
      kind === "params" && new Set(items.map((item) => JSON.stringify(item.parameters?.[name] ?? null))).size > 1,
  );
  const metrics = all.filter(({ kind }) => kind === "metrics");
  const main = metrics.filter(({ name }) => (MAIN as readonly string[]).includes(name));
  return [...differing.slice(0, USUAL), ...(main.length > 0 ? main : metrics.slice(0, 2))];
}

/** The metric of the sparklines if the reader has chosen none: accuracy or loss, or else the first one. */
export function usualSparkline(items: readonly SimulationItem[]): string {
  const metrics = columnsOf(items).filter(({ kind }) => kind === "metrics");
  return metrics[0]?.name ?? MAIN[0];
}

/** The metrics that sparklines can show: the metrics of the page, and the chosen metric. */
export function sparklineMetrics(items: readonly SimulationItem[], chosen: string): string[] {
  const metrics = columnsOf(items).filter(({ kind }) => kind === "metrics");
  return [...new Set([...metrics.map(({ name }) => name), ...(chosen ? [chosen] : [])])];
}

/** The name of a column in the browser's storage. */
export function columnKey({ kind, name }: RunColumn): string {
  return `${kind}.${name}`;
}

/** The columns of `all` that a stored choice has; undefined if there is no choice. */
export function chosenColumns(stored: string | undefined, all: readonly RunColumn[]): RunColumn[] | undefined {
  const keys = parsed(stored);
  return keys && all.filter((column) => keys.includes(columnKey(column)));
}

/** A stored choice with one more column, or one fewer. Columns that are not on this page stay chosen. */
export function toggled(stored: string | undefined, shown: readonly RunColumn[], column: RunColumn): string {
  const keys = parsed(stored) ?? shown.map(columnKey);
  const key = columnKey(column);
  return JSON.stringify(keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key].slice(-MOST));
}

function parsed(stored: string | undefined): string[] | undefined {
  try {
    const keys: unknown = JSON.parse(stored ?? "null");
    return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : undefined;
  } catch {
    return undefined;
  }
}
