import { cells, draw, hasEscape, isSimple, type Look, lookAfter, PLAIN, strip } from "./ansi";

/** A line as it comes. */
export interface LogLine {
  text: string;
  /** Its number among the events of the log, which grow from line to line. */
  seq: number;
  /** The next line is the rest of it. */
  continues?: boolean;
  /** It takes the place of the last line, as a progress bar's next state does in a terminal. */
  replaces?: boolean;
}

/** Lines are kept and forgotten in chunks of this many. */
export const CHUNK = 4096;

interface Chunk {
  texts: string[];
  /** Cells that each line takes. */
  cells: Uint32Array;
  /** Number of each line in the log; pieces of a long line share theirs. */
  numbers: Uint32Array;
  /** Number of each line's event. */
  seqs: Uint32Array;
  characters: number;
}

/**
 * The lines of a log, the oldest of which are forgotten when there are too many. A line is named by its index, counted from the
 * first that ever came: `first` to `end` are kept. Only the last line ever changes, when another takes its place.
 */
export class LogBuffer {
  first = 0;
  end = 0;
  /** Cells of the widest line so far. */
  widest = 0;
  /** Number of the last line in the log, which counts the forgotten ones. */
  lastNumber = 0;
  /** How many lines have taken another one's place. */
  replacements = 0;

  private readonly chunks: Chunk[] = [];
  private characters = 0;
  /** The look at the start of those lines where it is not plain. */
  private readonly looks = new Map<number, Look>();
  private look = PLAIN;
  private unfinished = false;

  constructor(
    private readonly maxLines = 1_000_000,
    private readonly maxCharacters = 256 * 1024 * 1024,
  ) {}

  append(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.replaces && this.end > this.first) {
        this.replace(line);
      } else {
        this.add(line);
      }
    }
    while (this.chunks.length > 1 && (this.end - this.first > this.maxLines || this.characters > this.maxCharacters)) {
      this.forget();
    }
  }

  /** The line as it came. */
  text(index: number): string {
    return this.chunkOf(index).texts[(index - this.first) % CHUNK]!;
  }

  /** The look at its start. */
  lookAt(index: number): Look {
    return this.looks.get(index) ?? PLAIN;
  }

  cellsOf(index: number): number {
    return this.chunkOf(index).cells[(index - this.first) % CHUNK]!;
  }

  numberOf(index: number): number {
    return this.chunkOf(index).numbers[(index - this.first) % CHUNK]!;
  }

  seqOf(index: number): number {
    return this.chunkOf(index).seqs[(index - this.first) % CHUNK]!;
  }

  /**
   * The index of the line of an event; of the line that took its place, if one did. Undefined for a line that is forgotten or has
   * not come.
   */
  indexOf(seq: number): number | undefined {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.seqOf(middle) < seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const isForgotten = low === this.first && low > 0 && this.seqOf(low) > seq;
    return low === this.end || isForgotten ? undefined : low;
  }

  /** Cells of the lines of the chunk that is `place` after the first kept one. */
  cellsOfChunk(place: number): Uint32Array {
    const chunk = this.chunks[place]!;
    return chunk.cells.subarray(0, chunk.texts.length);
  }

  get chunkCount(): number {
    return this.chunks.length;
  }

  /** Lines `from` to `to` without escapes, pieces joined, each line ended by a line feed. */
  plainText(from = this.first, to = this.end): string {
    const parts: string[] = [];
    for (let index = from; index < to; index++) {
      const isPiece = index + 1 < this.end && this.numberOf(index + 1) === this.numberOf(index);
      parts.push(strip(this.text(index)), isPiece ? "" : "\n");
    }
    return parts.join("");
  }

  private add(line: LogLine): void {
    let chunk = this.chunks[this.chunks.length - 1];
    if (!chunk || chunk.texts.length === CHUNK) {
      chunk = {
        texts: [],
        cells: new Uint32Array(CHUNK),
        numbers: new Uint32Array(CHUNK),
        seqs: new Uint32Array(CHUNK),
        characters: 0,
      };
      this.chunks.push(chunk);
    }
    if (this.look !== PLAIN) {
      this.looks.set(this.end, this.look);
    }
    if (!this.unfinished) {
      this.lastNumber++;
    }
    this.end++;
    chunk.texts.push("");
    chunk.numbers[chunk.texts.length - 1] = this.lastNumber;
    this.fillLast(chunk, line);
  }

  /** Puts a line in the place of the last one, with its number and with the look at its start. */
  private replace(line: LogLine): void {
    this.replacements++;
    this.look = this.lookAt(this.end - 1);
    this.fillLast(this.chunks[this.chunks.length - 1]!, line);
  }

  private fillLast(chunk: Chunk, { text, seq, continues }: LogLine): void {
    const place = chunk.texts.length - 1;
    const characters = text.length - chunk.texts[place]!.length;
    const width = isSimple(text) ? text.length : cells(draw(text, PLAIN).text);
    chunk.texts[place] = text;
    chunk.cells[place] = width;
    chunk.seqs[place] = seq;
    chunk.characters += characters;
    this.characters += characters;
    this.widest = Math.max(this.widest, width);
    this.unfinished = continues ?? false;
    if (hasEscape(text)) {
      this.look = lookAfter(text, this.look);
    }
  }

  private forget(): void {
    const oldest = this.chunks.shift()!;
    this.characters -= oldest.characters;
    for (let index = this.first; index < this.first + CHUNK; index++) {
      this.looks.delete(index);
    }
    this.first += CHUNK;
  }

  private chunkOf(index: number): Chunk {
    return this.chunks[Math.floor((index - this.first) / CHUNK)]!;
  }
}
