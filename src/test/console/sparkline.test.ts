import { expect, test } from "vitest";
import { sparklineMetrics, usualSparkline } from "../../main/resources/web/console/runs/columns";
import { pointsOf } from "../../main/resources/web/console/runs/sparkline-points";
import type { SimulationItem } from "../../main/resources/web/console/service/types";

function item(...metrics: string[]): SimulationItem {
  const summary = { last: 1, min: 0, max: 1, rounds: 2 };
  return {
    id: "a",
    state: "completed",
    requested: "2026-11-29T10:00:00Z",
    metrics: Object.fromEntries(metrics.map((name) => [name, summary])),
  };
}

test("a sparkline fills its field, with the largest value at the top and rounds at their distance", () => {
  const points = pointsOf({ rounds: [1, 2, 5], values: [0.5, 1, 0] }, 46, 26);
  expect(points).toEqual([
    [3, 13],
    [13, 3],
    [43, 23],
  ]);
});

test("a single point, and equal values, are in the middle", () => {
  expect(pointsOf({ rounds: [7], values: [0.5] }, 46, 26)).toEqual([[23, 13]]);
  expect(pointsOf({ rounds: [1, 2], values: [3, 3] }, 46, 26)).toEqual([
    [3, 13],
    [43, 13],
  ]);
});

test("sparklines show the accuracy, or else the loss, or else the first metric", () => {
  expect(usualSparkline([item("f1", "loss"), item("accuracy")])).toBe("accuracy");
  expect(usualSparkline([item("f1", "loss")])).toBe("loss");
  expect(usualSparkline([item("f1")])).toBe("f1");
  expect(usualSparkline([])).toBe("accuracy");
});

test("a chosen metric stays a choice on pages without it", () => {
  expect(sparklineMetrics([item("loss")], "f1")).toEqual(["loss", "f1"]);
  expect(sparklineMetrics([item("loss")], "")).toEqual(["loss"]);
});
