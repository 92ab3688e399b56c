import { cells, draw, hasEscape, isSimple, type Look, lookAfter, PLAIN, strip } from "./ansi";

/** A new line. */
export interface LogLine {
  text: string;
  /** The number of its event. It grows from line to line. */
  seq: number;
  /** Whether the next line is the rest of this one. */
  continues?: boolean;
  /** Whether it replaces the last line, as the next state of a progress bar does in a terminal. */
  replaces?: boolean;
}

/** The number of lines that are kept and forgotten together. */
export const CHUNK = 4096;

interface Chunk {
  texts: string[];
  /** The number of cells of each line. */
  cells: Uint32Array;
  /** The number of each line in the log. The pieces of a long line share one number. */
  numbers: Uint32Array;
  /** The number of each line's event. */
  seqs: Uint32Array;
  characters: number;
}

/**
 * The lines of a log. The oldest ones are forgotten when there are too many. The index of a line is counted from the
 * first line of the log; lines `first` to `end` are kept. Only the last line can be replaced.
 */
export class LogBuffer {
  first = 0;
  end = 0;
  /** The number of cells of the widest line so far. */
  widest = 0;
  /** The number of the last line, including forgotten lines. */
  lastNumber = 0;
  /** The number of replacements so far. */
  replacements = 0;

  private readonly chunks: Chunk[] = [];
  private characters = 0;
  /** The initial looks of the lines where they are not plain. */
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

  /** The line with its escapes. */
  text(index: number): string {
    return this.chunkOf(index).texts[(index - this.first) % CHUNK]!;
  }

  /** The initial look of the line. */
  startLook(index: number): Look {
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

  /** The index of an event's line or of its replacement; undefined for a line that is forgotten or has not arrived. */
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

  /** The cells of the lines in a chunk, counted from the first kept chunk. */
  cellsOfChunk(place: number): Uint32Array {
    const chunk = this.chunks[place]!;
    return chunk.cells.subarray(0, chunk.texts.length);
  }

  get chunkCount(): number {
    return this.chunks.length;
  }

  /** Lines `from` to `to` without escapes. Pieces are joined, and each line ends with a line feed. */
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

  /** Replaces the last line. Its number and its initial look stay. */
  private replace(line: LogLine): void {
    this.replacements++;
    this.look = this.startLook(this.end - 1);
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
