import { describe, expect, it } from "vitest";
import { cells, draw, lookAfter, PLAIN, RGB, strip, width } from "../../main/resources/web/console/terminal/ansi";

const ESC = "\x1b";

describe("strip", () => {
  it.each([
    ["plain text", "plain text"],
    [`${ESC}[1;31mred${ESC}[0m text`, "red text"],
    ["\x9b32mgreen", "green"],
    [`${ESC}]8;;http://host/${ESC}\\link${ESC}]8;;${ESC}\\`, "link"],
    [`${ESC}]0;title\x07text`, "text"],
    [`${ESC}[2K${ESC}(Btext`, "text"],
    [`${ESC}]an open string hides nothing`, "an open string hides nothing"],
    [`text${ESC}[`, "text"],
  ])("%j becomes %j", (text, stripped) => {
    expect(strip(text)).toBe(stripped);
  });

  it("takes linear time for sequences that do not end", () => {
    const begun = performance.now();
    strip(`${ESC}]`.repeat(200_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe("lookAfter", () => {
  it.each([
    ["1;31", { bold: true, fg: 1 }],
    ["97", { fg: 15 }],
    ["103", { bg: 11 }],
    ["38;5;208", { fg: 208 }],
    ["38;5;256", {}],
    ["48;2;1;2;3", { bg: RGB + 0x010203 }],
    ["38:2::1:2:3", { fg: RGB + 0x010203 }],
    ["4:3", { underline: true }],
    ["1;22", {}],
    ["7;9", { inverse: true, struck: true }],
  ])("%s changes the look to %j", (codes, change) => {
    expect(lookAfter(`${ESC}[${codes}m`, PLAIN)).toEqual({ ...PLAIN, ...change });
  });

  it("returns PLAIN itself after a reset", () => {
    expect(lookAfter(`${ESC}[31m${ESC}[m`, PLAIN)).toBe(PLAIN);
  });
});

describe("draw", () => {
  it("begins a run where the look changes", () => {
    const { text, runs } = draw(`one ${ESC}[31mtwo`, PLAIN);
    expect(text).toBe("one two");
    expect(runs).toEqual([
      { start: 0, look: PLAIN },
      { start: 4, look: { ...PLAIN, fg: 1 } },
    ]);
  });

  it.each([
    ["a\tb", "a       b"],
    ["你\tb", "你      b"],
    ["a\x01b", "a\u2401b"],
    ["a\u202eb", "a\ufffdb"],
  ])("shows %j as %j", (text, drawn) => {
    expect(draw(text, PLAIN).text).toBe(drawn);
  });

  it("limits the marks on one character", () => {
    expect(draw(`a${"\u0301".repeat(1_000)}`, PLAIN).text).toBe(`a${"\u0301".repeat(8)}\ufffd`);
  });
});

describe("cells", () => {
  it.each([
    ["abc", 3],
    ["模拟", 4],
    ["한국", 4],
    ["e\u0301", 1],
    ["😀", 2],
    ["Ａ", 2],
    ["é", 1],
  ])("%s takes %d", (text, count) => {
    expect(cells(text)).toBe(count);
  });

  it.each([[0x200b], [0xfe0f], [0x1f3fb]])("code point %i takes none", (code) => {
    expect(width(code)).toBe(0);
  });
});
