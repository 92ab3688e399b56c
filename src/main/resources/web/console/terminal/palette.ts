import { type Look, RGB } from "./ansi";

type Colour = [number, number, number];

/**
 * The eight colours of ECMA-48 and their bright variants. All are readable (at least 4.5:1) on the terminal's
 * background and on the background of selected lines.
 */
const SIXTEEN = [
  "#9ea9bd",
  "#ff7b72",
  "#4ac26b",
  "#d8a235",
  "#6cb0ff",
  "#d59bf6",
  "#39c5cf",
  "#d0d7de",
  "#a6b0c3",
  "#ffa198",
  "#6fdd8b",
  "#e8c158",
  "#9ccbff",
  "#e2bdff",
  "#66dbe4",
  "#ffffff",
];
const STEPS = [0, 95, 135, 175, 215, 255];
/** The lowest luminance of a colour: 4.5:1 on a selected line, whose background has 0.033. */
const DARK = 0.325;
/** The share of its light that a dim colour keeps. */
const DIM = 0.75;
const OWN: Colour = [0xdf, 0xe4, 0xee];

/** Gives an element the look of a run, through the style object, which a Content-Security-Policy allows. */
export function dress(element: HTMLElement, look: Look): void {
  const { style } = element;
  const foreground = look.fg < 0 && !look.dim ? "" : readable(dimmed(look.fg < 0 ? OWN : rgb(look.fg), look.dim));
  const background = look.bg < 0 ? "" : hex(rgb(look.bg));
  style.color = look.inverse ? background || "var(--log-background)" : background ? contrasting(look) : foreground;
  style.backgroundColor = look.inverse ? foreground || "var(--log-text)" : background;
  style.fontWeight = look.bold ? "700" : "";
  style.fontStyle = look.italic ? "italic" : "";
  style.textDecoration = [look.underline ? "underline" : "", look.struck ? "line-through" : ""].join(" ").trim();
}

function rgb(colour: number): Colour {
  if (colour >= RGB) {
    return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  }
  if (colour < 16) {
    const value = Number.parseInt(SIXTEEN[colour]!.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  if (colour >= 232) {
    const grey = 8 + (colour - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = colour - 16;
  return [STEPS[Math.floor(cube / 36)]!, STEPS[Math.floor(cube / 6) % 6]!, STEPS[cube % 6]!];
}

function dimmed(colour: Colour, dim: boolean): Colour {
  return dim ? (colour.map((part) => Math.round(part * DIM)) as Colour) : colour;
}

/** A colour mixed with white until it is readable on the dark background. */
function readable(colour: Colour): string {
  let lifted = colour;
  for (let step = 0; luminance(lifted) < DARK && step < 12; step++) {
    lifted = lifted.map((part) => Math.round(part + (255 - part) * 0.2)) as Colour;
  }
  return hex(lifted);
}

/** The text colour on a given background, unless the two are too similar. */
function contrasting(look: Look): string {
  const back = luminance(rgb(look.bg));
  const front = look.fg < 0 ? 0.7 : luminance(rgb(look.fg));
  const ratio = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
  return ratio >= 4.5 && look.fg >= 0 ? hex(rgb(look.fg)) : back > 0.18 ? "#000000" : "#ffffff";
}

/** The relative luminance (WCAG 2). */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hex(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
