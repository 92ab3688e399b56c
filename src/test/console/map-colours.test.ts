import { describe, expect, it } from "vitest";
import { colours, LOWERS, largest, RAISES, strongest } from "../../main/resources/web/console/predict/map-colours";

describe("the colours of an occlusion map", () => {
  const drops = [
    [0.1, -0.2],
    [0.4, 0],
  ];

  it("the largest change counts up and down", () => {
    expect(largest(drops)).toBe(0.4);
    expect(largest([[-0.5, 0.1]])).toBe(0.5);
    expect(largest([[0, 0]])).toBe(0);
  });

  it("drops are orange, rises are purple, and larger changes are more opaque", () => {
    const bytes = [...colours(drops)];
    expect(bytes.slice(0, 3)).toEqual([...LOWERS]);
    expect(bytes.slice(4, 7)).toEqual([...RAISES]);
    expect([bytes[3], bytes[7], bytes[11], bytes[15]]).toEqual([52, 105, 209, 0]);
  });

  it("nothing is coloured if nothing changes", () => {
    expect([...colours([[0, 0]])].filter((_, index) => index % 4 === 3).every((alpha) => alpha === 0)).toBe(true);
  });

  it("the strongest cell is the one with the largest drop", () => {
    expect(strongest(drops)).toEqual({ row: 1, column: 0 });
    expect(strongest([[-1, -2]])).toEqual({ row: 0, column: 0 });
  });
});
