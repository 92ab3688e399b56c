import { describe, expect, it, vi } from "vitest";
import type { StartOption } from "../../main/resources/web/console/service/types";
import { guessed, parameterValue, shown } from "../../main/resources/web/console/simulate/parameters";
import { csvText } from "../../main/resources/web/console/ui/csv";
import { age, duration, metric, percent, size } from "../../main/resources/web/console/ui/format";
import { Portions } from "../../main/resources/web/console/ui/portions";
import { inTurn, leaveTurn } from "../../main/resources/web/console/ui/turns";

describe("formats", () => {
  it.each([
    [size(999), "999 B"],
    [size(1_400_000), "1.4 MB"],
    [size(999_600), "1 MB"],
    [metric(0.28491), "0.2849"],
    [metric(2.4566), "2.457"],
    [metric(31.449), "31.45"],
    [metric(0.00012346), "1.235e-4"],
    [percent(0.97301), "97.30%"],
    [percent(0.99999), "> 99.99%"],
    [percent(0.00001), "< 0.01%"],
    [percent(1), "100.00%"],
    [duration(127.4), "2:07"],
    [duration(3_727), "1:02:07"],
    [age("2026-01-01T00:00:00Z", Date.parse("2026-01-01T03:00:00Z")), "3 hours ago"],
    [age("no date"), ""],
  ])("%s is %s", (formatted, expected) => {
    expect(formatted).toBe(expected);
  });

  it("are made once for all values", () => {
    const made = vi.spyOn(Intl, "NumberFormat");
    for (let share = 0; share < 1; share += 0.01) {
      percent(share);
      metric(share);
    }
    expect(made.mock.calls.length).toBeLessThanOrEqual(2);
  });
});

describe("a long table", () => {
  it("is drawn in portions the first time, and at once from then on", () => {
    vi.useFakeTimers();
    const rows = Array.from({ length: 50 }, (_, index) => index);
    const drawn: number[] = [];
    const draw = (): void => {
      drawn.push(portions.of(rows).length);
      portions.hostUpdated();
    };
    const portions = new Portions({ addController() {}, requestUpdate: draw } as never, 20);
    draw();
    vi.runAllTimers();
    expect(drawn).toEqual([20, 40, 50]);
    draw();
    expect(drawn).toEqual([20, 40, 50, 50]);
    vi.useRealTimers();
  });
});

describe("jobs in turn", () => {
  it("run one in each task, the latest of each owner", () => {
    vi.useFakeTimers();
    const done: string[] = [];
    const [a, b, c] = [{}, {}, {}];
    inTurn(a, () => done.push("old a"));
    inTurn(b, () => {
      inTurn(a, () => done.push("later a"));
      done.push("b");
    });
    inTurn(a, () => done.push("a"));
    inTurn(c, () => done.push("c"));
    leaveTurn(c);
    const after = [0, 1, 2].map(() => {
      vi.runOnlyPendingTimers();
      return done.join(" ");
    });
    expect(after).toEqual(["a", "a b", "a b later a"]);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe("csv", () => {
  it("quotes names, and keeps a spreadsheet from running them", () => {
    const rows = [
      ["run", "loss"],
      ["=1+1", 0.5],
      ['a "b", c', -2],
      ["-3", null],
      ["a\nb", true],
    ];
    expect(csvText(rows)).toBe('\uFEFFrun,loss\r\n\'=1+1,0.5\r\n"a ""b"", c",-2\r\n-3,\r\n"a\nb",true\r\n');
  });
});

describe("start parameters", () => {
  const option = (kind: string, more: object = {}): StartOption => ({ name: "x", kind, ...more }) as StartOption;

  it.each([
    [option("integer"), "12", 12],
    [option("integer"), "9007199254740993", "9007199254740993"],
    [option("number"), "1e-3", 0.001],
    [option("number", { multiple: true }), "1, 2,", [1, 2]],
    [option("text"), " a ", "a"],
    [option("text"), " ", undefined],
    [option("flag"), false, undefined],
    [option("flag", { default: true }), false, false],
    [option("choice", { choices: ["a", 2] }), "1", 2],
  ])("%j with %j is sent as %j", (chosen, field, value) => {
    expect(parameterValue(chosen, field)).toEqual(value);
  });

  it("shows the default of an option", () => {
    expect(shown(option("choice", { choices: ["a", "b"] }), "b")).toBe("1");
    expect(shown(option("text", { multiple: true }), ["a", "b"])).toBe("a, b");
  });

  it.each([
    ["true", true],
    ["12", 12],
    ["012", "012"],
    ["9007199254740993", "9007199254740993"],
    ["a", "a"],
  ])("guesses %j as %j", (text, value) => {
    expect(guessed(text)).toBe(value);
  });
});
