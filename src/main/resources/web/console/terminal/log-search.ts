import { draw, PLAIN } from "./ansi";
import type { LogBuffer } from "./log-buffer";

const SLICE_MILLIS = 8;
const MOST = 1_000_000;
const LINES_BETWEEN_LOOKS = 256;

/** A range of a drawn text: its start, and the index after its end. */
export type Range = readonly [number, number];

/** Finds the places of the query in a drawn text, in order. */
export type Finder = (drawn: string) => Range[];

/** Finds plain text, with or without regard to case. */
export function finder(query: string, matchCase: boolean): Finder {
  const wanted = matchCase ? query : query.toLowerCase();
  return (drawn) => {
    const text = matchCase ? drawn : sameLength(drawn.toLowerCase(), drawn);
    const found: Range[] = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      found.push([at, at + wanted.length]);
    }
    return found;
  };
}

/** Letters whose lower case is longer would shift the text after them. */
function sameLength(lower: string, text: string): string {
  return lower.length === text.length ? lower : text;
}

/** Searches a log for lines with a text, a few milliseconds at a time, and continues when lines arrive. */
export class LogSearch {
  /** The indices of the lines with the text, in order. */
  matches: number[] = [];
  private looked: number;
  /** The number of the buffer's replacements that have been searched. */
  private replacements: number;
  private running = false;
  private ended = false;

  /** @param found called after each slice */
  constructor(
    private readonly buffer: LogBuffer,
    readonly query: string,
    readonly matchCase: boolean,
    private readonly found: () => void,
  ) {
    this.looked = buffer.first;
    this.replacements = buffer.replacements;
    this.resume();
  }

  /** Whether some lines have not been searched. */
  get searching(): boolean {
    return !this.ended && this.looked < this.buffer.end;
  }

  /** Searches new and replaced lines. */
  resume(): void {
    this.undoLast();
    if (!this.running && this.searching) {
      this.running = true;
      void this.run();
    }
  }

  end(): void {
    this.ended = true;
  }

  /**
   * The index in `matches` of the first match at or after a line, or of the last one before it; -1 if there is none.
   */
  near(line: number, forward: boolean): number {
    this.forget();
    const { matches } = this;
    let low = 0;
    let high = matches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (matches[middle]! < line) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (matches.length === 0) {
      return -1;
    }
    return forward ? low % matches.length : (low - 1 + matches.length) % matches.length;
  }

  /** Only the last of the searched lines can have been replaced. */
  private undoLast(): void {
    if (this.replacements === this.buffer.replacements || this.looked <= this.buffer.first) {
      return;
    }
    this.replacements = this.buffer.replacements;
    this.looked--;
    if (this.matches[this.matches.length - 1] === this.looked) {
      this.matches.pop();
    }
  }

  private async run(): Promise<void> {
    while (this.searching && this.matches.length < MOST) {
      this.slice();
      this.found();
      await pause();
    }
    this.running = false;
  }

  /** Forgets matches in lines that the log has forgotten. */
  private forget(): void {
    const { first } = this.buffer;
    this.looked = Math.max(this.looked, first);
    if (this.matches.length > 0 && this.matches[0]! < first) {
      this.matches = this.matches.filter((line) => line >= first);
    }
  }

  private slice(): void {
    const until = performance.now() + SLICE_MILLIS;
    const find = finder(this.query, this.matchCase);
    const { buffer } = this;
    this.forget();
    this.undoLast();
    while (this.looked < buffer.end && performance.now() < until) {
      const to = Math.min(buffer.end, this.looked + LINES_BETWEEN_LOOKS);
      for (; this.looked < to; this.looked++) {
        if (find(draw(buffer.text(this.looked), PLAIN).text).length > 0) {
          this.matches.push(this.looked);
        }
      }
    }
  }
}

/** Lets the page do other work. Unlike a timer, this does not wait for milliseconds. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}
