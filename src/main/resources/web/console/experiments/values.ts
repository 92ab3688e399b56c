import { MAX_RUNS, type Single } from "../service/experiments";
import type { StartOption } from "../service/types";

/** The reason why the text of a field is refused, with the refused part of the text. */
export interface Fault {
  kind:
    | "integer"
    | "number"
    | "choice"
    | "quote"
    | "twice"
    | "single"
    | "required"
    | "empty"
    | "name"
    | "repeats"
    | "count";
  part: string;
}

/** The values of a field, or the first fault of its text. */
export interface Parsed {
  values: Single[];
  fault?: Fault;
}

/** The type of a field: an option of the script, or a free parameter whose type is guessed. */
export type Field = Pick<StartOption, "kind" | "choices"> | undefined;

/** A number without needless zeros before it: `0,01` must not be the values 0 and 1. */
const NUMBER = /^[+-]?(0|[1-9]\d*|(?=\.\d))(\.\d*)?(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?(0|[1-9]\d*)$/;

/** The values of a text, by the type of the field. An empty text has none. */
export function parseValues(field: Field, text: string): Parsed {
  const parts = split(text, field?.kind === "integer" || field?.kind === "number");
  if (parts === undefined) {
    return { values: [], fault: { kind: "quote", part: text.trim() } };
  }
  const values: Single[] = [];
  const seen = new Set<string>();
  for (const part of parts) {
    const value = typed(field, part);
    if (value === undefined) {
      return { values, fault: { kind: faultKind(field), part: part.text } };
    }
    if (seen.has(String(value))) {
      return { values, fault: { kind: "twice", part: part.text } };
    }
    seen.add(String(value));
    values.push(value);
  }
  return { values };
}

/** A value before it has a type. A quoted value is a text. */
interface Part {
  text: string;
  quoted: boolean;
}

/**
 * The values between commas or line breaks. In a text of several lines each line is one value, with its commas, unless
 * the values are numbers. A value in double quotes may have commas; `""` in it is one quote.
 *
 * @returns undefined if a quote is not closed
 */
function split(text: string, areNumbers: boolean): Part[] | undefined {
  const lines = text.trim().split(/\r?\n/);
  const parts: Part[] = [];
  for (const line of lines) {
    if (lines.length > 1 && !areNumbers && !line.trim().startsWith('"')) {
      parts.push({ text: line.trim(), quoted: false });
      continue;
    }
    for (let rest = line.trim(); rest !== ""; ) {
      const quoted = rest.startsWith('"');
      const found = quoted ? /^"((?:[^"]|"")*)"\s*(?:[,，]|$)/.exec(rest) : /^([^,，]*)(?:[,，]|$)/.exec(rest);
      if (!found) {
        return undefined;
      }
      parts.push(quoted ? { text: found[1]!.replaceAll('""', '"'), quoted } : { text: found[1]!.trim(), quoted });
      rest = rest.slice(found[0].length).trim();
    }
  }
  return parts.filter((part) => part.quoted || part.text !== "");
}

/** A value in quotes, which may have commas. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function typed(field: Field, { text, quoted }: Part): Single | undefined {
  switch (field?.kind) {
    case "integer":
      return INTEGER.test(text) ? numberOf(text) : undefined;
    case "number":
      return NUMBER.test(text) && Number.isFinite(Number(text)) ? numberOf(text) : undefined;
    case "flag":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "choice":
      return (field.choices ?? []).find((choice) => String(choice) === text);
    case "text":
      return text;
    default:
      return quoted ? text : guessedSingle(text);
  }
}

/** A number. A whole number that JavaScript would round is its text, which a script reads as the same number. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && INTEGER.test(text) ? text : value;
}

function guessedSingle(text: string): Single {
  if (text === "true" || text === "false") {
    return text === "true";
  }
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? numberOf(text) : text;
}

function faultKind(field: Field): Fault["kind"] {
  return field?.kind === "integer" ? "integer" : field?.kind === "number" ? "number" : "choice";
}

/** The size of a grid: the numbers of values of the parameters with several, and the runs. */
export interface GridSize {
  factors: number[];
  settings: number;
  repeats: number;
  runs: number;
}

export function gridSize(parameters: Readonly<Record<string, Single | readonly Single[]>>, repeats: number): GridSize {
  const factors = Object.values(parameters).flatMap((value) => (Array.isArray(value) ? [value.length] : []));
  const settings = factors.reduce((product, factor) => product * factor, 1);
  return { factors, settings, repeats, runs: settings * repeats };
}

export function isTooLarge(size: GridSize): boolean {
  return size.runs > MAX_RUNS;
}
