/**
 * The control sequences of terminals (ECMA-48, and xterm's OSC). Sequences for colours and weights are kept, all others
 * are removed. Every function takes linear time for any text.
 */

/**
 * The style of characters. Colours: -1 for the terminal's own, 0 to 255 for the palette, {@link RGB} + 0xrrggbb for
 * others.
 */
export interface Look {
  readonly fg: number;
  readonly bg: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly struck: boolean;
}

export const RGB = 0x1000000;

export const PLAIN: Look = {
  fg: -1,
  bg: -1,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  struck: false,
};

/** A part of a text with one look, from `start` to the start of the next run. */
export interface Run {
  start: number;
  look: Look;
}

/** A drawn line: escapes are removed, tabs are spaces, and control characters are symbols. */
export interface Drawn {
  text: string;
  runs: Run[];
}

// An incomplete sequence ends with its line. A string without an end does not hide the text after it.
const ESCAPE =
  /[\x1b\x9b](?:(?:(?<=\x1b)\[|(?<=\x9b))[0-?]*[ -/]*[@-~]?|\](?:[^\x07\x1b]*(?:\x07|\x1b\\))?|[PX^_](?:[^\x1b]*\x1b\\)?|[ -/]*[0-~])?/g;
const HAS_ESCAPE = /[\x1b\x9b]/;
/** Control characters, and characters that change the direction of text. */
const UNSEEN = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
/** More marks on one character than any script needs. Drawing thousands takes seconds. */
const PILED = /(\p{M}{8})\p{M}+/gu;
const SIMPLE = /^[\x20-\x7e]*$/;
const TAB = 8;

/** Whether each character takes one cell and is drawn unchanged. */
export function isSimple(text: string): boolean {
  return SIMPLE.test(text);
}

export function hasEscape(text: string): boolean {
  return HAS_ESCAPE.test(text);
}

/** The text without escapes. */
export function strip(text: string): string {
  return hasEscape(text) ? text.replace(ESCAPE, "") : text;
}

/** The look after `text`. */
export function lookAfter(text: string, look: Look): Look {
  return [...text.matchAll(ESCAPE)].reduce((now, [sequence]) => apply(sequence, now), look);
}

export function draw(text: string, look: Look): Drawn {
  if (isSimple(text)) {
    return { text, runs: [{ start: 0, look }] };
  }
  const runs: Run[] = [{ start: 0, look }];
  let drawn = "";
  let column = 0;
  const add = (part: string): void => {
    const seen = part.replace(UNSEEN, symbol).replace(PILED, "$1\ufffd");
    if (!seen.includes("\t")) {
      drawn += seen;
      column += cells(seen);
      return;
    }
    seen.split("\t").forEach((piece, index) => {
      if (index > 0) {
        const blanks = TAB - (column % TAB);
        drawn += " ".repeat(blanks);
        column += blanks;
      }
      drawn += piece;
      column += cells(piece);
    });
  };
  let end = 0;
  for (const match of text.matchAll(ESCAPE)) {
    add(text.slice(end, match.index));
    end = match.index + match[0].length;
    const next = apply(match[0], runs[runs.length - 1]!.look);
    if (next !== runs[runs.length - 1]!.look) {
      runs.push({ start: drawn.length, look: next });
    }
  }
  add(text.slice(end));
  return { text: drawn, runs };
}

function symbol(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
}

/** The number of cells of a drawn text: two for a wide character, none for one that joins the character before it. */
export function cells(text: string): number {
  if (isSimple(text)) {
    return text.length;
  }
  let sum = 0;
  for (const character of text) {
    sum += width(character.codePointAt(0)!);
  }
  return sum;
}

const MARK = /^\p{M}$|^[\u200b-\u200d]$|^[\ufe00-\ufe0f\ufeff]$|^[\u{1f3fb}-\u{1f3ff}]$/u;

/** The cells of a code point, by the large blocks of Unicode's East Asian Width. */
export function width(code: number): 0 | 1 | 2 {
  if (code < 0x300) {
    return 1;
  }
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) {
    return 2;
  }
  if (MARK.test(String.fromCodePoint(code))) {
    return 0;
  }
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff01 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** The look after one sequence. The same object if the look does not change. */
function apply(sequence: string, look: Look): Look {
  const body = sequence.startsWith("\x9b") ? sequence.slice(1) : sequence.startsWith("\x1b[") ? sequence.slice(2) : "";
  if (!/^[\d;:]*m$/.test(body)) {
    return look;
  }
  const codes = body.slice(0, -1).split(";");
  let next: Look = look;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code.includes(":")) {
      next = structured(code.split(":").map(Number), next);
    } else if (code === "38" || code === "48") {
      const [colour, used] = extended(codes.slice(at + 1, at + 5).map(Number));
      at += used;
      next = coloured(Number(code), colour, next);
    } else {
      next = simple(Number(code), next);
    }
  }
  return isPlain(next) ? PLAIN : next;
}

/** A code with parameters after colons (ISO 8613-6): kinds of underline, and colours with or without a colour space. */
function structured(parts: number[], look: Look): Look {
  const [code, kind] = parts;
  if (code === 4) {
    return { ...look, underline: kind !== 0 };
  }
  if (code !== 38 && code !== 48) {
    return look;
  }
  const [colour] = extended(kind === 2 && parts.length > 5 ? [2, ...parts.slice(3)] : parts.slice(1));
  return coloured(code, colour, look);
}

function coloured(code: number, colour: number | undefined, look: Look): Look {
  return colour === undefined ? look : { ...look, [code === 38 ? "fg" : "bg"]: colour };
}

function isPlain(look: Look): boolean {
  return Object.entries(PLAIN).every(([member, value]) => look[member as keyof Look] === value);
}

/** The colour after 38 or 48, `5;n` or `2;r;g;b`, and the number of its codes. */
function extended(codes: number[]): [number | undefined, number] {
  if (codes[0] === 5) {
    const colour = codes[1];
    return [colour !== undefined && colour < 256 ? colour : undefined, 2];
  }
  if (codes[0] === 2) {
    const parts = codes.slice(1, 4);
    const valid = parts.length === 3 && parts.every((part) => part < 256);
    return [valid ? RGB + parts[0]! * 65536 + parts[1]! * 256 + parts[2]! : undefined, 4];
  }
  return [undefined, 0];
}

const SIMPLE_CODES: Record<number, Partial<Look>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { fg: -1 },
  49: { bg: -1 },
};

function simple(code: number, look: Look): Look {
  if (code === 0) {
    return PLAIN;
  }
  if (code >= 30 && code <= 37) {
    return { ...look, fg: code - 30 };
  }
  if (code >= 40 && code <= 47) {
    return { ...look, bg: code - 40 };
  }
  if (code >= 90 && code <= 97) {
    return { ...look, fg: code - 82 };
  }
  if (code >= 100 && code <= 107) {
    return { ...look, bg: code - 92 };
  }
  const change = SIMPLE_CODES[code];
  return change ? { ...look, ...change } : look;
}
