import { describe, expect, it, vi } from "vitest";
import { PLAIN } from "../../main/resources/web/console/terminal/ansi";
import { CHUNK, LogBuffer, type LogLine } from "../../main/resources/web/console/terminal/log-buffer";
import { LogRows } from "../../main/resources/web/console/terminal/log-rows";
import { finder, LogSearch } from "../../main/resources/web/console/terminal/log-search";

function lines(count: number, from = 1, text = (seq: number) => `line ${seq}`): LogLine[] {
  return Array.from({ length: count }, (_, index) => ({ seq: from + index, text: text(from + index) }));
}

describe("LogBuffer", () => {
  it("forgets whole chunks of the oldest lines when there are too many", () => {
    const buffer = new LogBuffer(2 * CHUNK);
    buffer.append(lines(3 * CHUNK - 1));
    expect([buffer.first, buffer.end, buffer.chunkCount]).toEqual([CHUNK, 3 * CHUNK - 1, 2]);
    expect(buffer.text(CHUNK)).toBe(`line ${CHUNK + 1}`);
    expect(buffer.numberOf(CHUNK)).toBe(CHUNK + 1);
  });

  it("forgets the oldest lines when they have too many characters", () => {
    const buffer = new LogBuffer(1_000_000, 10 * CHUNK);
    buffer.append(lines(2 * CHUNK, 1, () => "eight..."));
    expect(buffer.first).toBe(CHUNK);
  });

  it("gives the pieces of a long line one number and joins them in a copy", () => {
    const buffer = new LogBuffer();
    buffer.append([
      { seq: 1, text: "a long ", continues: true },
      { seq: 2, text: "line" },
      { seq: 3, text: "\x1b[31mred\x1b[0m" },
    ]);
    expect([0, 1, 2].map((index) => buffer.numberOf(index))).toEqual([1, 1, 2]);
    expect(buffer.plainText()).toBe("a long line\nred\n");
  });

  it("replaces the last line by the next state of a progress bar", () => {
    const buffer = new LogBuffer();
    buffer.append([...lines(1), { seq: 2, text: "10 %" }, { seq: 3, text: "20 %", replaces: true }]);
    expect([buffer.end, buffer.lastNumber, buffer.replacements]).toEqual([2, 2, 1]);
    expect(buffer.text(1)).toBe("20 %");
    expect(buffer.indexOf(2)).toBe(1);
  });

  it("carries the look of a line to the next one", () => {
    const buffer = new LogBuffer();
    buffer.append([
      { seq: 1, text: "\x1b[31mred" },
      { seq: 2, text: "still red\x1b[0m" },
      { seq: 3, text: "plain" },
    ]);
    expect(buffer.startLook(1).fg).toBe(1);
    expect(buffer.startLook(2)).toBe(PLAIN);
  });

  it("finds the line of an event, but no line that is forgotten or has not come", () => {
    const buffer = new LogBuffer(CHUNK);
    buffer.append(lines(2 * CHUNK, 10));
    expect(buffer.indexOf(10 + CHUNK)).toBe(CHUNK);
    expect(buffer.indexOf(10)).toBeUndefined();
    expect(buffer.indexOf(10 + 2 * CHUNK)).toBeUndefined();
  });
});

describe("LogRows", () => {
  it("wraps lines at the number of columns", () => {
    const buffer = new LogBuffer();
    buffer.append([
      { seq: 1, text: "0123456789" },
      { seq: 2, text: "" },
      { seq: 3, text: "模拟模拟" },
    ]);
    const rows = new LogRows(buffer);
    rows.update(4);
    expect(rows.total).toBe(6);
    expect(rows.at(2)).toEqual({ line: 0, part: 2 });
    expect(rows.at(3)).toEqual({ line: 1, part: 0 });
    expect(rows.rowOf(2)).toBe(4);
    expect(rows.next({ line: 2, part: 1 })).toBeUndefined();
    expect(rows.at(6)).toBeUndefined();
  });

  it("counts a row per line without wrapping", () => {
    const buffer = new LogBuffer();
    buffer.append(lines(CHUNK + 5));
    const rows = new LogRows(buffer);
    rows.update(0);
    expect(rows.total).toBe(CHUNK + 5);
    expect(rows.at(CHUNK + 1)).toEqual({ line: CHUNK + 1, part: 0 });
  });

  it("reports the rows that were forgotten at the front", () => {
    const buffer = new LogBuffer(2 * CHUNK);
    const rows = new LogRows(buffer);
    buffer.append(lines(2 * CHUNK, 1, () => "eight..."));
    rows.update(4);
    buffer.append(lines(1, 2 * CHUNK + 1));
    expect(rows.update(4)).toBe(2 * CHUNK);
    expect(rows.total).toBe(2 * CHUNK + 3);
  });

  it("counts a replaced line at the end of a chunk again", () => {
    const buffer = new LogBuffer();
    const rows = new LogRows(buffer);
    buffer.append(lines(CHUNK, 1, () => "x"));
    rows.update(10);
    buffer.append([{ seq: 5000, text: `\x1b[31m${"y".repeat(20)}`, replaces: true }]);
    rows.update(10);
    expect(rows.total).toBe(CHUNK + 1);
    buffer.append([
      { seq: 5001, text: "z", replaces: true },
      { seq: 5002, text: "after" },
    ]);
    rows.update(10);
    expect([rows.total, buffer.lastNumber, buffer.text(CHUNK - 1)]).toEqual([CHUNK + 1, CHUNK + 1, "z"]);
    expect(buffer.startLook(CHUNK)).toBe(PLAIN);
    expect([buffer.indexOf(5000), buffer.indexOf(5002)]).toEqual([CHUNK - 1, CHUNK]);
  });

  it("counts a line again that was replaced", () => {
    const buffer = new LogBuffer();
    const rows = new LogRows(buffer);
    buffer.append(lines(1, 1, () => "short"));
    rows.update(10);
    buffer.append([{ seq: 2, text: "longer than ten", replaces: true }]);
    rows.update(10);
    expect(rows.total).toBe(2);
  });
});

describe("finder", () => {
  it("finds each place, in any case unless case matters", () => {
    expect(finder("ab", false)("ABab")).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(finder("ab", true)("ABab")).toEqual([[2, 4]]);
  });

  it("keeps the places right where lower case is longer", () => {
    expect(finder("x", false)("İx")).toEqual([[1, 2]]);
  });
});

describe("LogSearch", () => {
  async function searched(search: LogSearch): Promise<number[]> {
    await vi.waitUntil(() => !search.searching);
    return search.matches;
  }

  it("finds lines without their escapes, also those that come later", async () => {
    const buffer = new LogBuffer();
    buffer.append([{ seq: 1, text: "lo\x1b[31mss" }, ...lines(1_000, 2), { seq: 1002, text: "loss" }]);
    const search = new LogSearch(buffer, "loss", false, () => {});
    expect(await searched(search)).toEqual([0, 1001]);
    buffer.append([{ seq: 1003, text: "Loss" }]);
    search.resume();
    expect(await searched(search)).toEqual([0, 1001, 1002]);
    expect(search.near(1, true)).toBe(1);
    expect(search.near(0, false)).toBe(2);
  });

  it("searches a replaced line again", async () => {
    const buffer = new LogBuffer();
    buffer.append([{ seq: 1, text: "loss 10 %" }]);
    const search = new LogSearch(buffer, "10 %", false, () => {});
    expect(await searched(search)).toEqual([0]);
    buffer.append([{ seq: 2, text: "loss 20 %", replaces: true }]);
    search.resume();
    expect(await searched(search)).toEqual([]);
  });

  it("forgets matches in forgotten lines", async () => {
    const buffer = new LogBuffer(CHUNK);
    buffer.append(lines(CHUNK));
    const search = new LogSearch(buffer, "line 1", true, () => {});
    await searched(search);
    buffer.append(lines(CHUNK, CHUNK + 1));
    search.near(0, true);
    expect(search.matches.every((line) => line >= CHUNK)).toBe(true);
  });
});
