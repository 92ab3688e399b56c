import type { ParameterValue } from "../service/types";
import type { Cell } from "../ui/csv";
import { extremes } from "./metrics";
import { type PlainValue, parameterOf, plain, type Run } from "./runs";

/** A statistic of the best or the last values of the runs of a setting. */
export type StatisticKind = `${"best" | "last"}${"Mean" | "Std" | "Min" | "Max"}`;

/** A column of the comparison: a parameter, or a number of a metric. */
export interface Column {
  kind: "parameter" | "best" | "bestRound" | "last" | "rounds" | "seconds" | "source" | "runs" | StatisticKind;
  /** The name of the parameter or metric; empty for other columns. */
  name: string;
}

/** The comparison of runs. */
export interface RunTable {
  columns: Column[];
  rows: { key: string; name: string; values: PlainValue[] }[];
}

/** The parameters of runs, and the best and last values of metrics. */
export function runTable(runs: readonly Run[], metrics: readonly string[]): RunTable {
  const names = new Set(runs.flatMap((run) => Object.keys(run.history.parameters ?? {})));
  const parameters = [...names].map((name): Column => ({ kind: "parameter", name }));
  const columns: Column[] = [
    ...parameters,
    { kind: "rounds", name: "" },
    ...metrics.flatMap((name): Column[] => [
      { kind: "best", name },
      { kind: "bestRound", name },
      { kind: "last", name },
    ]),
    { kind: "seconds", name: "" },
    { kind: "source", name: "" },
  ];
  return {
    columns,
    rows: runs.map((run) => ({ key: run.key, name: run.name, values: columns.map((column) => value(run, column)) })),
  };
}

/** The columns in which the runs differ; all columns if there is one run. */
export function differences({ columns, rows }: RunTable): RunTable {
  const differs = columns.map((_, index) => rows.length < 2 || new Set(rows.map((row) => row.values[index])).size > 1);
  return {
    columns: columns.filter((_, index) => differs[index]),
    rows: rows.map((row) => ({ ...row, values: row.values.filter((_, index) => differs[index]) })),
  };
}

function value({ history }: Run, { kind, name }: Column): PlainValue {
  switch (kind) {
    case "best":
    case "bestRound":
    case "last":
      return extremes(history, name)?.[kind] ?? null;
    case "parameter":
      return parameterOf(history, name);
    case "rounds":
      return history.rounds.length;
    case "seconds":
      return plain(history.total_training_time);
    case "source":
      return history.source ?? null;
    default:
      return null;
  }
}

/** The name of a column in files. */
export function columnTitle({ kind, name }: Column): string {
  switch (kind) {
    case "parameter":
      return name;
    case "best":
    case "last":
      return `${kind} ${name}`;
    case "bestRound":
      return `round of best ${name}`;
    case "rounds":
    case "seconds":
    case "source":
    case "runs":
      return kind;
    default:
      return `${snake(kind).replace("_", ` ${name} `)}`;
  }
}

/** `bestRound` as `best_round`. */
function snake(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The rows of the table as a file. */
export function tableRows({ columns, rows }: RunTable): Cell[][] {
  return [["run", "name", ...columns.map(columnTitle)], ...rows.map(({ key, name, values }) => [key, name, ...values])];
}

/** The table as JSON: a list of runs with their parameters and metrics. */
export function tableJson({ columns, rows }: RunTable): string {
  const runs = rows.map(({ key, name, values }) => {
    const of = (kind: Column["kind"]): [string, PlainValue][] =>
      columns.flatMap((column, index) => (column.kind === kind ? [[column.name, values[index] ?? null]] : []));
    const metrics = [...new Set(columns.filter(isMetric).map((column) => column.name))].map((metric) => [
      metric,
      Object.fromEntries(
        columns.flatMap((column, index) =>
          isMetric(column) && column.name === metric ? [[snake(column.kind), values[index] ?? null]] : [],
        ),
      ),
    ]);
    const single = (["runs", "rounds", "seconds", "source"] as const).flatMap((kind) =>
      of(kind).map(([, each]) => [kind, each]),
    );
    return {
      run: key,
      name,
      parameters: Object.fromEntries(of("parameter")) as Record<string, ParameterValue>,
      ...Object.fromEntries(single),
      metrics: Object.fromEntries(metrics),
    };
  });
  return `${JSON.stringify(runs, null, 2)}\n`;
}

/** Whether a column is a number of a metric. */
export function isMetric({ kind }: Column): boolean {
  return kind.startsWith("best") || kind.startsWith("last");
}

/** The table for LaTeX, with the rules of booktabs. Numbers have four significant digits. */
export function tableLatex({ columns, rows }: RunTable): string {
  const isNumber = columns.map((_, index) =>
    rows.every(({ values }) => values[index] === null || typeof values[index] === "number"),
  );
  const line = (cells: string[]): string => `${cells.join(" & ")} \\\\`;
  return [
    "% \\usepackage{booktabs}",
    `\\begin{tabular}{l${isNumber.map((right) => (right ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(["Run", ...columns.map((column) => latex(columnTitle(column)))]),
    "\\midrule",
    ...rows.map(({ name, values }) => line([latex(name), ...values.map(latexValue)])),
    "\\bottomrule",
    "\\end{tabular}",
    "",
  ].join("\n");
}

function latexValue(value: PlainValue): string {
  if (typeof value !== "number") {
    return value === null ? "--" : latex(String(value));
  }
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  const [digits = "", exponent] = text.split("e");
  return exponent === undefined ? `$${digits}$` : `$${digits} \\times 10^{${Number(exponent)}}$`;
}

const ESCAPES: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};

/** A text for LaTeX, without commands. Control characters become blanks. */
export function latex(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\\~^<>|]|[&%$#_{}]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`);
}
