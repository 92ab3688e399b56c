import type { ParameterValue, StartOption } from "../service/types";

/** What a field holds: the text of an input, the index of a choice, or whether a flag is set. */
export type FieldValue = string | boolean;

/** What a field shows for a value, the option's default for one. */
export function shown(option: StartOption, value: ParameterValue | undefined): FieldValue {
  if (option.kind === "flag") {
    return value === true;
  }
  if (value === null || value === undefined) {
    return "";
  }
  if (option.kind === "choice" && !option.multiple) {
    const index = (option.choices ?? []).findIndex((choice) => String(choice) === String(value));
    return index < 0 ? "" : String(index);
  }
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** The value of a field; undefined where it is left out. */
export function parameterValue(option: StartOption, field: FieldValue): ParameterValue | undefined {
  if (typeof field === "boolean") {
    // A Flower app may have it as true; a script's flags are off unless they are named.
    return field || option.default === true ? field : undefined;
  }
  const text = field.trim();
  if (text === "") {
    return undefined;
  }
  if (option.multiple) {
    return text
      .split(",")
      .map((part) => typed(option, part.trim()))
      .filter((part) => part !== "");
  }
  return option.kind === "choice" ? option.choices?.[Number(text)] : typed(option, text);
}

/** What a field was filled with, if there is something to send; whole numbers that JavaScript rounds are the script's to know. */
export function untouched(option: StartOption, given: ParameterValue | undefined): ParameterValue | undefined {
  const rounded = typeof given === "number" && Number.isInteger(given) && !Number.isSafeInteger(given);
  const off = given === false && option.default !== true;
  return given === null || given === "" || off || rounded ? undefined : given;
}

/** A number, unless it is one that JavaScript would round: then its text, which means the same to a script. */
function typed(option: StartOption, text: string): string | number {
  const isNumber = option.kind === "integer" || option.kind === "number";
  const value = Number(text);
  const exact = option.kind === "number" || Number.isSafeInteger(value);
  return isNumber && text !== "" && Number.isFinite(value) && exact ? value : text;
}

/** The value that a free text most likely means: a number, true or false, else itself. */
export function guessed(text: string): ParameterValue {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") {
    return trimmed === "true";
  }
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed) && Number.isSafeInteger(Math.trunc(Number(trimmed)))
    ? Number(trimmed)
    : trimmed;
}
