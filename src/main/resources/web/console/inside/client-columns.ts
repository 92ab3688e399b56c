import type { Texts } from "../app/en";
import type { ClientNode, RoundClient } from "../service/inside-types";
import { metric, number, size } from "../ui/format";
import { flagBadges } from "./flags";
import { flagsOf, metricOf, NODE_COLUMNS, numberOf, roundColumns, type SortColumn, shortNode } from "./rows";
import type { TableColumn } from "./sorted-table";

/** The digits of seconds. */
const DIGITS = 3;
const BYTES = ["down", "up", "memory"];
const WHOLE = ["partition", "rounds", "failures", "examples"];

/** The columns of the table of all clients. */
export function nodeColumns(t: Texts): TableColumn<ClientNode>[] {
  return NODE_COLUMNS.map((column) => ({
    ...described(column, t),
    title: t.inside.means[column.key] ?? t.inside.columns[column.key] ?? column.key,
  }));
}

/** The columns of the clients of a round. */
export function clientColumns(rows: readonly RoundClient[], t: Texts): TableColumn<RoundClient>[] {
  return roundColumns(rows).map((column) => {
    const name = metricOf(column.key);
    if (name === undefined) {
      return described(column, t);
    }
    const text = ({ metrics }: RoundClient): string => shownMetric(metrics?.[name]);
    return { ...column, title: t.training.metric(name), isNumber: true, cell: text, exact: exactValue(column) };
  });
}

/** A metric of a client: a number, or the text of a number that JSON does not have. */
export function shownMetric(value: number | string | null | undefined): string {
  const known = numberOf(value);
  return known === null ? (value === null || value === undefined ? "–" : String(value)) : metric(known);
}

type Row = { node?: string | null; flags?: ClientNode["flags"]; error?: string | null };

function described<T extends Row>(column: SortColumn<T>, t: Texts): TableColumn<T> {
  const { key } = column;
  const title = t.inside.columns[key] ?? key;
  if (key === "node") {
    return { ...column, title, isNumber: false, cell: ({ node }) => shortNode(node), exact: ({ node }) => node ?? "" };
  }
  if (key === "flags") {
    const exact = ({ error }: T): string => (error ? t.inside.failed(error) : "");
    return { ...column, title, isNumber: false, cell: (row) => flagBadges(flagsOf(row), t) as never, exact };
  }
  const cell = (row: T): string => {
    const value = column.value(row);
    // A text is a partition, or a number that JSON does not have.
    return typeof value === "number" ? shown(key, value) : (value ?? "–");
  };
  return { ...column, title, isNumber: true, cell, exact: exactValue(column) };
}

function shown(key: string, value: number): string {
  if (BYTES.includes(key)) {
    return size(value);
  }
  return WHOLE.includes(key)
    ? number(value, 0)
    : key === "norm" || key === "cosine"
      ? metric(value)
      : number(value, DIGITS);
}

function exactValue<T>({ value }: SortColumn<T>): (row: T) => string {
  return (row) => String(value(row) ?? "");
}
