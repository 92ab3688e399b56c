import type { ClientNode, Flag, MetricValue, RoundClient, RoundClients } from "../service/inside-types";

/** The clients of one round and phase, with their place in the run. */
export interface RoundKey {
  training: number;
  round: number;
}

/** A column of a table of clients: a member, or a metric. */
export interface SortColumn<T> {
  key: string;
  value: (row: T) => number | string | null | undefined;
}

const FLAGS: readonly Flag[] = ["failing", "straggler", "outlier"];

/** The columns of the table of clients. The marks are visible without scrolling. */
export const NODE_COLUMNS: readonly SortColumn<ClientNode>[] = [
  { key: "node", value: ({ node }) => node },
  { key: "partition", value: ({ partition }) => partition },
  { key: "flags", value: ({ flags = [] }) => flags.length },
  { key: "rounds", value: ({ rounds }) => rounds },
  { key: "failures", value: ({ failures }) => failures },
  { key: "seconds", value: ({ mean_seconds: seconds }) => seconds },
  { key: "norm", value: ({ mean_update_norm: norm }) => norm },
  { key: "cosine", value: ({ mean_cosine: cosine }) => cosine },
];

/** The columns of the rows of a round, with those metrics that a row has. */
export function roundColumns(rows: readonly RoundClient[]): SortColumn<RoundClient>[] {
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics ?? {})))].sort();
  return [
    { key: "node", value: ({ node }) => node },
    { key: "partition", value: ({ partition }) => partition },
    { key: "flags", value: (row) => flagsOf(row).length },
    { key: "examples", value: ({ examples }) => examples },
    ...names.map((name) => ({
      key: `metric ${name}`,
      value: ({ metrics }: RoundClient) => numberOf(metrics?.[name]),
    })),
    { key: "seconds", value: ({ seconds }) => seconds },
    { key: "cpu", value: ({ cpu_seconds: cpu }) => cpu },
    { key: "memory", value: ({ peak_memory_bytes: memory }) => memory },
    { key: "down", value: ({ bytes_down: down }) => down },
    { key: "up", value: ({ bytes_up: up }) => up },
    { key: "norm", value: ({ update_norm: norm }) => norm },
    { key: "cosine", value: ({ cosine }) => cosine },
  ];
}

/** The name of the metric of a column; undefined for other columns. */
export function metricOf(key: string): string | undefined {
  return key.startsWith("metric ") ? key.slice("metric ".length) : undefined;
}

/** The marks of a client, the worst first. A row with an error is failing. */
export function flagsOf(row: { flags?: Flag[]; error?: string | null }): Flag[] {
  return FLAGS.filter((flag) => row.flags?.includes(flag) || (flag === "failing" && Boolean(row.error)));
}

/** A finite number; null for a missing number and for a number that JSON does not have. */
export function numberOf(value: MetricValue | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Compares texts that have other characters than ASCII. It is slow for many thousand texts. */
const collator = new Intl.Collator("en", { numeric: true });

/** A text for sorting by characters, in which numbers are ordered by value. For texts in ASCII. */
function natural(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, "0"));
}

/**
 * The rows in the order of a column. Rows without a value are last. Numbers in texts are ordered as numbers. Each value
 * is computed once.
 */
export function sorted<T>(rows: readonly T[], column: SortColumn<T>, descending: boolean): T[] {
  const sign = descending ? -1 : 1;
  const values = rows.map((row) => column.value(row) ?? null);
  const isPlain = values.every((value) => typeof value !== "string" || /^[\x20-\x7e]*$/.test(value));
  const keys = isPlain ? values.map((value) => (typeof value === "string" ? natural(value) : value)) : values;
  const compare = (a: number | string, b: number | string): number =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : isPlain
        ? Number(String(a) > String(b)) - Number(String(a) < String(b))
        : collator.compare(String(a), String(b));
  return keys
    .map((key, index) => ({ key, row: rows[index]! }))
    .sort((a, b) =>
      a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : sign * compare(a.key, b.key),
    )
    .map(({ row }) => row);
}

/** The rows of one page, and the number of the page inside the pages that there are. */
export function pageOf<T>(rows: readonly T[], page: number, size: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return { rows: rows.slice(shown * size, (shown + 1) * size), page: shown, pages };
}

/** The rounds with rows, the latest first. */
export function roundsOf(rounds: readonly RoundClients[]): RoundKey[] {
  const found = new Map<string, RoundKey>();
  for (const { training, round } of rounds) {
    found.set(keyOf({ training, round }), { training, round });
  }
  return [...found.values()].sort((a, b) => b.training - a.training || b.round - a.round);
}

export function keyOf({ training, round }: RoundKey): string {
  return `${training} ${round}`;
}

/** The number of trainings in the run that have rows. */
export function trainingsIn(rounds: readonly RoundClients[]): number {
  return new Set(rounds.map(({ training }) => training)).size;
}

/** A short form of a node's id: ids of Flower have up to 20 digits. */
export function shortNode(node: string | null | undefined): string {
  if (!node) {
    return "–";
  }
  return node.length > 10 ? `${node.slice(0, 4)}…${node.slice(-4)}` : node;
}
