import { forThisVisit } from "../app/preferences";
import type { Experiment, ExperimentStart, Single } from "../service/experiments";
import type { ParameterValue, StartOption } from "../service/types";
import { type Fault, type GridSize, gridSize, isTooLarge, parseValues, quoted } from "./values";

/** The content of the form. Each field has the text of its values. */
export interface Draft {
  name: string;
  repeats: string;
  /** The name of the option that is counted up; empty for none. */
  seed: string;
  fields: Record<string, string>;
  /** Parameters that the script does not list. */
  free: { name: string; text: string }[];
}

/** A field of the form, as an element's id and as the key of its fault. */
export type FieldKey = "name" | "repeats" | "seed" | "grid" | `option-${string}` | `free-${number}`;

export const optionKey = (name: string): FieldKey => `option-${name}`;
export const freeKey = (index: number): FieldKey => `free-${index}`;

/** A checked draft: the request, as far as it can be read, the faults by field, and the size of the grid. */
export interface Checked {
  body: ExperimentStart;
  faults: Map<FieldKey, Fault>;
  size: GridSize;
}

const STORED = "experiment draft";
/** A longer draft is not kept: the browser's storage is small. */
const MAX_KEPT = 100_000;
const MAX_REPEATS = 1_000;
const FREE_NAME = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;

export function emptyDraft(): Draft {
  return { name: "", repeats: "1", seed: "", fields: {}, free: [] };
}

/** The draft of this tab; undefined if there is none. */
export function keptDraft(): Draft | undefined {
  try {
    const kept = JSON.parse(forThisVisit.read(STORED) ?? "null") as Partial<Draft> | null;
    return kept && typeof kept.fields === "object" && Array.isArray(kept.free)
      ? { ...emptyDraft(), ...kept }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft for this tab, until it is started or cleared. */
export function keepDraft(draft: Draft | undefined): void {
  const text = JSON.stringify(draft ?? null);
  if (text.length <= MAX_KEPT) {
    forThisVisit.write(STORED, text);
  }
}

/** A draft whose fields that the script does not list are free parameters. */
export function fitted(draft: Draft, options: readonly StartOption[]): Draft {
  const isKnown = (name: string): boolean => options.some((option) => option.name === name);
  const others = Object.entries(draft.fields).filter(([name, text]) => !isKnown(name) && text.trim() !== "");
  if (others.length === 0) {
    return draft;
  }
  const fields = Object.fromEntries(Object.entries(draft.fields).filter(([name]) => isKnown(name)));
  return { ...draft, fields, free: [...draft.free, ...others.map(([name, text]) => ({ name, text }))] };
}

/** The options that can be the seed. */
export function seedOptions(options: readonly StartOption[]): StartOption[] {
  return options.filter((option) => option.kind === "integer" && !option.multiple);
}

/** The option that is probably the seed; empty if there is none. */
export function usualSeed(options: readonly StartOption[]): string {
  const names = seedOptions(options).map(({ name }) => name);
  const isSeed = (name: string): boolean => /(^|[._])(random_)?(seed|random_state)$/i.test(name);
  return names.find(isSeed) ?? "";
}

export function check(draft: Draft, options: readonly StartOption[]): Checked {
  const faults = new Map<FieldKey, Fault>();
  const parameters: Record<string, Single | Single[]> = {};
  const take = (key: FieldKey, name: string, field: StartOption | undefined, text: string): void => {
    const { values, fault } = parseValues(field, text);
    const isSeed = name === draft.seed;
    if (fault) {
      faults.set(key, fault);
    } else if (isSeed && values.length > 1) {
      faults.set(key, { kind: "single", part: String(values[1]) });
    } else if (values.length === 0 && (field ? field.required && !isSeed : true)) {
      faults.set(key, { kind: field ? "required" : "empty", part: "" });
    }
    if (values.length > 0) {
      parameters[name] = values.length === 1 ? values[0]! : values;
    }
  };
  for (const option of options) {
    take(optionKey(option.name), option.name, option, draft.fields[option.name] ?? "");
  }
  draft.free.forEach(({ name: written, text }, index) => {
    const name = written.trim().replace(/^-+/, "").replaceAll("-", "_");
    if (!FREE_NAME.test(name)) {
      faults.set(freeKey(index), { kind: name === "" ? "empty" : "name", part: written.trim() });
    } else if (Object.hasOwn(parameters, name)) {
      faults.set(freeKey(index), { kind: "twice", part: name });
    } else {
      take(freeKey(index), name, undefined, text);
    }
  });
  const isCount = /^\d{1,4}$/.test(draft.repeats.trim());
  const repeats = isCount ? Number(draft.repeats) : 0;
  if (repeats < 1 || repeats > MAX_REPEATS) {
    faults.set("repeats", { kind: "repeats", part: draft.repeats.trim() });
  }
  if (draft.name.trim() === "") {
    faults.set("name", { kind: "required", part: "" });
  }
  const { [draft.seed]: _first, ...varied } = parameters;
  const size = gridSize(varied, Math.max(1, repeats));
  if (isTooLarge(size)) {
    faults.set("grid", { kind: "count", part: String(size.runs) });
  }
  const body: ExperimentStart = { name: draft.name.trim(), parameters, repeats };
  return { body: draft.seed === "" ? body : { ...body, seed: draft.seed }, faults, size };
}

/** Whether the only fault of a field is that it is empty. This is no fault before the reader wants to start. */
export function isMissing(fault: Fault): boolean {
  return fault.kind === "required" || fault.kind === "empty";
}

/** The messages of the service about members of the request. */
const MEMBERS: readonly [RegExp, FieldKey][] = [
  [/^'name' /, "name"],
  [/^'repeats' is a whole number/, "repeats"],
  [/^The grid has /, "grid"],
  [/ (option for the seed|cannot be the seed)/, "seed"],
  [/^'seed' is the name of a parameter/, "seed"],
];

/** The field that a refusal of the service is about; undefined if the refusal is about no field, or about several. */
export function fieldOfRefusal(message: string, draft: Draft, options: readonly StartOption[]): FieldKey | undefined {
  const fields: [string, FieldKey][] = [
    ...options.map(({ name }): [string, FieldKey] => [name, optionKey(name)]),
    ...draft.free.map(({ name }, index): [string, FieldKey] => [
      name.trim().replace(/^-+/, "").replaceAll("-", "_"),
      freeKey(index),
    ]),
  ];
  const member = MEMBERS.find(([pattern]) => pattern.test(message))?.[1];
  const isOption = member === "name" && fields.some(([name]) => name === "name");
  if (member && !isOption) {
    return member;
  }
  const named = /'([^']+)'|\b(?:list|value) of (\S+?)(?= (?:is|has|must|holds)\b)/.exec(message);
  const name = named?.[1] ?? named?.[2];
  return fields.find(([each]) => each === name)?.[1];
}

/** The draft for a copy of an experiment. */
export function draftOf({ name, parameters, repeats, seed = "", first_seed: first }: Experiment): Draft {
  const fields = Object.entries(parameters).map(([each, value]): [string, string] => [each, textOf(value)]);
  const seeds: [string, string][] = seed !== "" && first !== undefined ? [[seed, String(first)]] : [];
  return { ...emptyDraft(), name, repeats: String(repeats), seed, fields: Object.fromEntries([...fields, ...seeds]) };
}

function textOf(value: ParameterValue): string {
  const values = (Array.isArray(value) ? value : [value]).filter((each) => each !== null);
  return values.map((each) => (/[",，\n]/.test(String(each)) ? quoted(String(each)) : String(each))).join(", ");
}
