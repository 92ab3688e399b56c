import { CHUNK, type LogBuffer } from "./log-buffer";

/** A row: the part of a line that is so many columns wide; the first part is 0. */
export interface Row {
  line: number;
  part: number;
}

/**
 * The rows of a log that is wrapped at a number of columns, or of one that is not (0 columns: a row a line). Sums are kept for
 * chunks of lines; what is asked for within a chunk is counted, which takes microseconds.
 */
export class LogRows {
  total = 0;
  private columns = 0;
  private first = 0;
  private counted = 0;
  private sums: number[] = [];

  constructor(private readonly buffer: LogBuffer) {}

  /** Brings it up to the lines of the buffer; how many rows were forgotten at the front. */
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
    // The last chunk that was counted may have grown, and the last line in it may be another one.
    const from = Math.floor((Math.max(this.first, this.counted - 1) - this.first) / CHUNK);
    for (let place = Math.min(from, this.sums.length); place < this.buffer.chunkCount; place++) {
      this.sums[place] = this.rowsOf(this.buffer.cellsOfChunk(place));
    }
    this.counted = this.buffer.end;
    this.total = this.sums.reduce((sum, rows) => sum + rows, 0);
    return forgotten;
  }

  /** The row of that number, counted from the first line that is kept. */
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

  /** The row after it. */
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
