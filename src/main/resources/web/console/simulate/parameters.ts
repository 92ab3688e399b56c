import type { ParameterValue, StartOption } from "../service/types";

/** The content of a field: the text of an input, the index of a choice, or whether a flag is set. */
export type FieldValue = string | boolean;

/** The content of a field for a value, such as the option's default. */
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

/** The value of a field; undefined if it is omitted. */
export function parameterValue(option: StartOption, field: FieldValue): ParameterValue | undefined {
  if (typeof field === "boolean") {
    // A flag whose default is false, or unknown, is sent only where it is on.
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

/** The value that a field was filled with; undefined if it need not be sent, or if JavaScript has rounded it. */
export function untouched(option: StartOption, given: ParameterValue | undefined): ParameterValue | undefined {
  const rounded = typeof given === "number" && Number.isInteger(given) && !Number.isSafeInteger(given);
  const off = given === false && option.default !== true;
  return given === null || given === "" || off || rounded ? undefined : given;
}

/** A number. If JavaScript would round the number, its text is returned, which a script reads as the same number. */
function typed(option: StartOption, text: string): string | number {
  const isNumber = option.kind === "integer" || option.kind === "number";
  const value = Number(text);
  const exact = option.kind === "number" || Number.isSafeInteger(value);
  return isNumber && text !== "" && Number.isFinite(value) && exact ? value : text;
}

/** The likely value of a free text: a number, true, false, or the text itself. */
export function guessed(text: string): ParameterValue {
  const trimmed = text.trim();
  if (trimmed === "true" || trimmed === "false") {
    return trimmed === "true";
  }
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed) && Number.isSafeInteger(Math.trunc(Number(trimmed)))
    ? Number(trimmed)
    : trimmed;
}
