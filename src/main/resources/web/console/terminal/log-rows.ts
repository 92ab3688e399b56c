import { CHUNK, type LogBuffer } from "./log-buffer";

/** A row: one part of a wrapped line, counted from 0. */
export interface Row {
  line: number;
  part: number;
}

/**
 * The rows of a log that is wrapped at a number of columns. With 0 columns, each line has one row. Sums are kept for
 * chunks of lines; rows within a chunk are counted on demand, which takes microseconds.
 */
export class LogRows {
  total = 0;
  private columns = 0;
  private first = 0;
  private counted = 0;
  private sums: number[] = [];

  constructor(private readonly buffer: LogBuffer) {}

  /** Counts the new lines of the buffer. Returns the number of rows that were forgotten at the front. */
  update(columns: number): number {
    if (columns !== this.columns) {
      this.columns = columns;
      this.sums = [];
      this.first = this.buffer.first;
      this.counted = this.buffer.first;
    }
    const gone = Math.min((this.buffer.first - this.first) / CHUNK, this.sums.length);
    const forgotten = this.sums.splice(0, gone).reduce((sum, rows) => sum + rows, 0);
    this.first = this.buffer.first;
    this.counted = Math.max(this.counted, this.first);
    // The last counted chunk may have grown, and its last line may have been replaced.
    const from = Math.floor((Math.max(this.first, this.counted - 1) - this.first) / CHUNK);
    for (let place = Math.min(from, this.sums.length); place < this.buffer.chunkCount; place++) {
      this.sums[place] = this.rowsOf(this.buffer.cellsOfChunk(place));
    }
    this.counted = this.buffer.end;
    this.total = this.sums.reduce((sum, rows) => sum + rows, 0);
    return forgotten;
  }

  /** The row with a number, counted from the first kept line. */
  at(row: number): Row | undefined {
    let left = row;
    for (let place = 0; place < this.sums.length; place++) {
      const rows = this.sums[place]!;
      if (left < rows) {
        return this.within(place, left);
      }
      left -= rows;
    }
    return undefined;
  }

  /** The number of a line's first row. */
  rowOf(line: number): number {
    const place = Math.floor((line - this.first) / CHUNK);
    let row = 0;
    for (let before = 0; before < place; before++) {
      row += this.sums[before]!;
    }
    const cells = this.buffer.cellsOfChunk(place);
    const rest = (line - this.first) % CHUNK;
    for (let index = 0; index < rest; index++) {
      row += this.rowsOfLine(cells[index]!);
    }
    return row;
  }

  /** The row after `row`. */
  next(row: Row): Row | undefined {
    if (row.part + 1 < this.rowsOfLine(this.buffer.cellsOf(row.line))) {
      return { line: row.line, part: row.part + 1 };
    }
    return row.line + 1 < this.buffer.end ? { line: row.line + 1, part: 0 } : undefined;
  }

  private within(place: number, row: number): Row {
    const cells = this.buffer.cellsOfChunk(place);
    let left = row;
    let index = 0;
    for (let rows = this.rowsOfLine(cells[0]!); left >= rows; rows = this.rowsOfLine(cells[index]!)) {
      left -= rows;
      index++;
    }
    return { line: this.first + place * CHUNK + index, part: left };
  }

  private rowsOf(cells: Uint32Array): number {
    if (this.columns === 0) {
      return cells.length;
    }
    let rows = 0;
    for (const each of cells) {
      rows += this.rowsOfLine(each);
    }
    return rows;
  }

  private rowsOfLine(cells: number): number {
    return this.columns === 0 || cells <= this.columns ? 1 : Math.ceil(cells / this.columns);
  }
}
