import { cells, draw, isSimple, width } from "./ansi";
import type { LogBuffer } from "./log-buffer";
import type { Row } from "./log-rows";
import type { Finder, Range } from "./log-search";
import { dress } from "./palette";

/** The details of a row beside its text. */
export interface RowState {
  /** The first visible cell of the line, and the cell after the last one. */
  from: number;
  to: number;
  /** Finds the parts that are marked. */
  find: Finder | undefined;
  /** Whether the line is the current match. */
  current: boolean;
}

/** Fills a row's elements: the line's number, and its text in runs of one look. Text is set as text, never as HTML. */
export function fill(gutter: HTMLElement, content: HTMLElement, buffer: LogBuffer, row: Row, state: RowState): void {
  const { line } = row;
  const isRest = row.part > 0 || (line > buffer.first && buffer.numberOf(line) === buffer.numberOf(line - 1));
  gutter.textContent = isRest ? "" : String(buffer.numberOf(line));
  const { text, runs } = draw(buffer.text(line), buffer.startLook(line));
  const start = charAt(text, state.from);
  const end = charAt(text, state.to);
  const marks = state.find ? state.find(text) : [];
  content.replaceChildren();
  runs.forEach((run, index) => {
    const from = Math.max(start, run.start);
    const to = Math.min(end, runs[index + 1]?.start ?? text.length);
    if (from < to) {
      const stretch = document.createElement("span");
      dress(stretch, run.look);
      append(stretch, text, from, to, marks, state.current);
      content.append(stretch);
    }
  });
}

/** The column at which a line's first match begins. */
export function columnOf(buffer: LogBuffer, line: number, find: Finder): number {
  const { text } = draw(buffer.text(line), buffer.startLook(line));
  return cells(text.slice(0, find(text)[0]?.[0] ?? 0));
}

function append(
  stretch: HTMLElement,
  text: string,
  from: number,
  to: number,
  marks: readonly Range[],
  current: boolean,
): void {
  let at = from;
  for (const [start, end] of marks) {
    if (end > at && start < to) {
      const first = Math.max(at, start);
      const last = Math.min(to, end);
      stretch.append(text.slice(at, first));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(first, last);
      mark.classList.toggle("current", current);
      stretch.append(mark);
      at = last;
    }
  }
  stretch.append(text.slice(at, to));
}

/** The index of the first character at or after a column. */
function charAt(text: string, column: number): number {
  if (isSimple(text)) {
    return Math.min(text.length, column);
  }
  let at = 0;
  let index = 0;
  for (const character of text) {
    const wide = width(character.codePointAt(0)!);
    if (at >= column && wide > 0) {
      return index;
    }
    at += wide;
    index += character.length;
  }
  return index;
}
