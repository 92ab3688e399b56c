import { describe, expect, it } from "vitest";
import type { Curve } from "../../main/resources/web/console/chart/curve";
import { dragged, nearest, within } from "../../main/resources/web/console/chart/zoom";

describe("a part of the x axis", () => {
  const half = (pixel: number): number => pixel / 20;

  it("is what was dragged over, in either direction, in whole rounds", () => {
    expect(dragged(30, 90, half, true)).toEqual([1, 5]);
    expect(dragged(90, 30, half, true)).toEqual([1, 5]);
    expect(dragged(30, 90, half, false)).toEqual([1.5, 4.5]);
  });

  it("a click chooses nothing", () => {
    expect(dragged(30, 37, half, true)).toBeUndefined();
    expect(dragged(40, 60, () => 3, false)).toBeUndefined();
  });

  const curve: Curve = {
    name: "a",
    colour: 0,
    points: [1, 2, 3, 4, 5].map((x) => [x, x]),
    band: [[1, 2, 3, 4, 5].map((x) => [x, x - 1, x + 1])],
  };

  it("has the points in it and one on each side, for lines that leave it", () => {
    expect(within(curve, [3, 3]).points).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(within(curve, [undefined, 1]).points.map(([x]) => x)).toEqual([1, 2]);
    expect(within(curve, [5, undefined]).points.map(([x]) => x)).toEqual([4, 5]);
    expect(within(curve, [3, 4]).band).toEqual([
      [
        [3, 2, 4],
        [4, 3, 5],
      ],
    ]);
  });

  it("without points has no curve", () => {
    expect(within(curve, [7, 9])).toMatchObject({ points: [], band: [] });
  });
});

describe("the point next to the pointer", () => {
  const curves: Curve[] = [
    {
      name: "a",
      colour: 0,
      points: [
        [1, 1],
        [3, null],
        [9, 1],
      ],
    },
    { name: "b", colour: 1, points: [[5, 1]] },
  ];

  it("is the nearest one of all curves that has a value", () => {
    expect(nearest(curves, 3.4)).toBe(5);
    expect(nearest(curves, -7)).toBe(1);
    expect(nearest(curves, 8)).toBe(9);
  });

  it("is in the part that is shown", () => {
    expect(nearest(curves, 9, [2, 8])).toBe(5);
    expect(nearest(curves, 9, [6, 8])).toBeUndefined();
    expect(nearest([], 1)).toBeUndefined();
  });
});
