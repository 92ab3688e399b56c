import { language } from "../app/language";

/** The formats that were made. Making one takes many times as long as a use of it. */
const formats = new Map<string, unknown>();

function cached<T>(kind: string, options: unknown, make: () => T): T {
  const key = `${language.current} ${kind} ${JSON.stringify(options)}`;
  let format = formats.get(key) as T | undefined;
  if (format === undefined) {
    format = make();
    formats.set(key, format);
  }
  return format;
}

function numberText(value: number, options: Intl.NumberFormatOptions): string {
  return cached("number", options, () => new Intl.NumberFormat(language.current, options)).format(value);
}

/** `1.4 MB`: powers of 1000, as in file managers and in Flower's documentation. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

export function number(value: number, digits: number): string {
  return numberText(value, { maximumFractionDigits: digits });
}

/** A loss or another metric with four significant digits: `0.2849`, `2.303`, `31.45`. */
export function metric(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) {
    return value.toExponential(3).replace("e+", "e");
  }
  const digits = size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : size < 1_000 ? 1 : 0;
  return numberText(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** An accuracy: `93.19%` for a share, or a metric if the project uses another range, such as 0 to 100. */
export function accuracy(value: number, isShare: boolean): string {
  return isShare ? percent(value) : metric(value);
}

/** Whether values are shares between 0 and 1. */
export function areShares(values: readonly (number | null)[]): boolean {
  return values.every((value) => value === null || (value >= 0 && value <= 1));
}

/** `97.30%` for a share between 0 and 1. A share close to 0 or 1 is not rounded to it. */
export function percent(share: number): string {
  const least = 0.0001;
  const text = (value: number): string =>
    numberText(value, { style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (share > 0 && share < least) {
    return `< ${text(least)}`;
  }
  return share < 1 && share > 1 - least ? `> ${text(1 - least)}` : text(share);
}

/** `3 hours ago`. */
export function age(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (!Number.isFinite(seconds)) {
    return "";
  }
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const format = cached("age", {}, () => new Intl.RelativeTimeFormat(language.current, { numeric: "auto" }));
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) {
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return format.format(Math.min(0, Math.round(seconds)), "second");
}

/** The date and the time of day in the format of the reader's language. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const options = { dateStyle: "medium", timeStyle: "medium" } as const;
  return Number.isNaN(date.getTime())
    ? ""
    : cached("moment", options, () => new Intl.DateTimeFormat(language.current, options)).format(date);
}

/** Seconds as `1:02:07` or `2:07`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
