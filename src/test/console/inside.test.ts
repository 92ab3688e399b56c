import { afterEach, describe, expect, it, vi } from "vitest";
import { zh } from "../../main/resources/web/chinese/zh";
import { en } from "../../main/resources/web/console/app/en";
import { curveOf, joined, medians, rangeOf, seriesIn } from "../../main/resources/web/console/inside/client-series";
import { forecastOf, pointsOf, totalOf, withCosts } from "../../main/resources/web/console/inside/costs";
import {
  faultDraft,
  faultSentences,
  hasFaults,
  NO_FAULTS,
  whatIfOf,
  wrongFields,
} from "../../main/resources/web/console/inside/faults";
import { latest, proposedRounds, until } from "../../main/resources/web/console/inside/resumed";
import {
  flagsOf,
  pageOf,
  roundColumns,
  roundsOf,
  shortNode,
  sorted,
} from "../../main/resources/web/console/inside/rows";
import {
  draftOf,
  faultOf,
  ofKind,
  ruleOf,
  rulesOf,
  sentenceOf,
  withMetric,
} from "../../main/resources/web/console/inside/rules";
import type { RoundClient, RoundClients, Rule } from "../../main/resources/web/console/service/inside-types";
import { live } from "../../main/resources/web/console/service/live";
import { FollowedClients, merged } from "../../main/resources/web/console/service/run-clients";
import { recordForView } from "../../main/resources/web/console/service/simulation-list";
import { FollowedSimulation } from "../../main/resources/web/console/service/simulations";
import { medianOf } from "../../main/resources/web/console/training/metrics";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const RULES: Rule[] = [
  { metric: "accuracy", at_least: 0.9 },
  { metric: "loss", at_most: -0.5 },
  { metric: "f1", no_better_for: 3, mode: "max" },
  { metric: "loss", no_better_for: 1, mode: "min" },
  { seconds: 600 },
  { seconds: 90 },
  { bytes: 1_000_000_000 },
  { bytes: 2_500_000 },
  { bytes: 17 },
  { epsilon: 8 },
];

function round(number: number, phase: string, ...clients: RoundClient[]): RoundClients {
  return { training: 1, round: number, phase, clients };
}

describe("the rules that end a run early", () => {
  it.each(RULES)("%j is the same after the form", (rule) => {
    expect(ruleOf(draftOf(rule))).toEqual(rule);
  });

  it.each(RULES)("%j is a sentence in both languages", (rule) => {
    expect(sentenceOf(rule, en)).toMatch(/[a-z]+ [a-z]+/);
    expect(sentenceOf(rule, zh)).toMatch(/[\u4e00-\u9fff]/);
  });

  it("has minutes for times that are whole ones", () => {
    expect(draftOf({ seconds: 600 })).toMatchObject({ value: "10", unit: 60 });
    expect(draftOf({ seconds: 90 })).toMatchObject({ value: "90", unit: 1 });
  });

  it("has the usual direction of its metric until the reader chooses the other one", () => {
    const loss = withMetric(ofKind("patience"), "val_loss");
    expect(loss.rising).toBe(false);
    expect(withMetric(loss, "f1").rising).toBe(true);
    expect(withMetric({ ...loss, rising: true }, "loss").rising).toBe(true);
  });

  it("is refused with the fault of its field", () => {
    expect(faultOf({ ...ofKind("reach"), metric: " ", value: "1" })).toBe("metric");
    expect(faultOf({ ...ofKind("reach"), value: "many" })).toBe("value");
    expect(faultOf({ ...ofKind("patience"), value: "1.5" })).toBe("whole");
    expect(faultOf({ ...ofKind("seconds"), value: "0" })).toBe("positive");
    expect(faultOf({ ...ofKind("reach"), value: "-1" })).toBeUndefined();
    expect(rulesOf([{ ...ofKind("reach"), value: "0.9" }, ofKind("bytes")])).toBeUndefined();
  });
});

describe("the rows of clients", () => {
  const rows: RoundClient[] = [
    { node: "10", seconds: 1, metrics: { loss: "NaN" } },
    { node: "9", seconds: 3, error: "ValueError", flags: ["straggler"] },
    { node: "123456789012345678", metrics: { loss: 0.5 } },
  ];

  it("are ordered with unknown values last in both directions", () => {
    const seconds = roundColumns(rows).find(({ key }) => key === "seconds")!;
    expect(sorted(rows, seconds, false).map(({ node }) => node)).toEqual(["10", "9", "123456789012345678"]);
    expect(sorted(rows, seconds, true).map(({ node }) => node)).toEqual(["9", "10", "123456789012345678"]);
    expect(sorted(rows, roundColumns(rows)[0]!, false)[0]!.node).toBe("9");
  });

  it("are failing if they have an error", () => {
    expect(flagsOf(rows[1]!)).toEqual(["failing", "straggler"]);
  });

  it("have short ids, or none", () => {
    expect(rows.map(({ node }) => shortNode(node))).toEqual(["10", "9", "1234…5678"]);
    expect(shortNode(undefined)).toBe("–");
  });

  it("are shown in pages that exist", () => {
    expect(pageOf([1, 2, 3], 7, 2)).toEqual({ rows: [3], page: 1, pages: 2 });
    expect(pageOf([], 1, 2)).toEqual({ rows: [], page: 0, pages: 1 });
  });

  it("of a live event replace those of the same node and keep the order of rounds", () => {
    const before = [round(1, "train", { node: "1", examples: 5 }), round(2, "train", { node: "1" })];
    const after = merged(before, round(1, "train", { node: "1", seconds: 2 }, { error: "a" }, { error: "b" }));
    expect(after.map((each) => each.round)).toEqual([1, 2]);
    expect(after[0]!.clients).toEqual([{ node: "1", examples: 5, seconds: 2 }, { error: "a" }, { error: "b" }]);
    expect(merged(after, round(1, "evaluate", { node: "1" })).map(({ phase }) => phase)).toEqual([
      "train",
      "evaluate",
      "train",
    ]);
    expect(roundsOf(after).map((each) => each.round)).toEqual([2, 1]);
  });
});

describe("the curves of clients", () => {
  const rounds = [
    round(1, "train", { node: "a", seconds: 1, metrics: { loss: 2 } }, { node: "b", metrics: { loss: 4 } }),
    round(2, "train", { node: "a", metrics: { loss: 1 } }, { node: "b", metrics: { loss: "NaN" } }),
    round(2, "evaluate", { node: "a", metrics: { accuracy: 0.5, words: "many" } }),
  ];
  const series = seriesIn(rounds);

  it("are those of values that are numbers, metrics first", () => {
    expect(series.map(({ key }) => key)).toEqual(["evaluate accuracy", "train loss", "train :seconds"]);
  });

  it("have a gap where a client has no number, and the median of the others", () => {
    const loss = series[1]!;
    expect(curveOf(rounds, loss, "b")).toEqual([
      [1, 4],
      [2, null],
    ]);
    expect(medians(rounds, loss)).toEqual([
      [1, 3],
      [2, 1],
    ]);
    expect(medianOf([])).toBeUndefined();
  });

  it("are joined by round, and have one scale", () => {
    expect(
      joined(
        [
          [1, 5],
          [2, 6],
        ],
        [
          [2, 7],
          [3, null],
        ],
      ),
    ).toEqual([
      [1, 5],
      [2, 7],
      [3, null],
    ]);
    expect(
      rangeOf([
        [
          [1, 0],
          [2, 10],
        ],
      ]),
    ).toEqual([0, 10]);
    expect(
      rangeOf([
        [
          [1, 1.4321],
          [2, 2.0713],
        ],
      ]),
    ).toEqual([1.4, 2.1]);
    expect(rangeOf([[[1, 5]]])).toEqual([4.95, 5.05]);
    expect(rangeOf([[[1, null]]])).toBeUndefined();
  });
});

describe("the costs of rounds", () => {
  const rounds = [
    { training: 1, round: 1, bytes_down: 9 },
    { training: 2, round: 1, bytes_down: 1, bytes_up: 2, epsilon: 1, peak_memory_bytes: 5 },
    { training: 2, round: 2, bytes_up: 4, epsilon: 1.5, peak_memory_bytes: 3 },
  ];

  it("are drawn for the latest training and summed for all", () => {
    expect(pointsOf(rounds, "bytes")).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(pointsOf(rounds, "cpu_seconds")).toEqual([]);
    expect(totalOf(rounds, "bytes")).toBe(16);
    expect(totalOf(rounds, "peak_memory_bytes")).toBe(5);
    expect(totalOf(rounds, "seconds")).toBeUndefined();
  });

  it("have a forecast line only if a later round is forecast", () => {
    expect(forecastOf({ rounds, epsilon_forecast: { budget: 8, round: 15 } })).toEqual([
      [2, 1.5],
      [15, 8],
    ]);
    expect(forecastOf({ rounds, epsilon_forecast: { budget: 8 } })).toEqual([]);
    expect(forecastOf({ rounds })).toEqual([]);
  });

  it("are series of the history, beside those of the same name", () => {
    const history = { rounds: [0, 1, 2], accuracies: [], losses: [], metrics: { epsilon: [7, 7, 7] } };
    expect(withCosts(history, { rounds }).metrics).toEqual({ epsilon: [7, 7, 7], bytes: [null, 3, 4] });
  });
});

describe("simulated faults", () => {
  it("are the same after the form", () => {
    const what = { seed: 3, drop: { share: 0.2 }, delay: { share: 0.07, seconds: 2.5 }, flip: { share: 1 } };
    expect(whatIfOf(faultDraft(what))).toEqual(what);
    expect(faultDraft(what).delay).toBe("7");
    expect(whatIfOf(NO_FAULTS)).toBeUndefined();
  });

  it("are refused by field", () => {
    expect(wrongFields({ drop: "101", delay: "5", seconds: "3601", nan: "x", flip: "", seed: "-1" })).toEqual([
      "drop",
      "nan",
      "seconds",
      "seed",
    ]);
  });

  it("mark a run unless no share is given", () => {
    expect(hasFaults({ what_if: true })).toBe(true);
    expect(hasFaults({ run_settings: { what_if: { seed: 1 } } })).toBe(false);
    expect(faultSentences({ delay: { share: 0.5, seconds: 2 } }, en.inside)).toEqual([
      "50% of the clients answer 2 s later",
    ]);
  });
});

describe("the continuation of a run", () => {
  const checkpoints = [3, 7, 5].map((each) => ({ round: each, file: "", bytes: 1 }));

  it("begins at the latest checkpoint, with the rounds that were left", () => {
    expect(latest(checkpoints)?.round).toBe(7);
    expect(latest([])).toBeUndefined();
    expect([proposedRounds(10, 7), proposedRounds(7, 7), proposedRounds(undefined, 7)]).toEqual([3, 7, 10]);
  });

  it("has the rounds of the other run until the checkpoint", () => {
    expect(until([{ round: 1 }, { round: 3 }, { round: 4 }], 3)).toEqual([{ round: 1 }, { round: 3 }]);
  });
});

describe("the clients and checkpoints of the first answer", () => {
  const CLIENTS = { observed: true, nodes: [], rounds: [] };

  /** Answers each request with `body`, and returns the paths and queries of the requests. */
  function answered(body: object): string[] {
    const asked: string[] = [];
    vi.stubGlobal(
      "fetch",
      vi.fn(async (url: URL) => {
        asked.push(url.pathname.slice(url.pathname.indexOf("/api/")) + url.search);
        return new Response(JSON.stringify(body));
      }),
    );
    return asked;
  }

  it("arrive with the record, and are taken once", async () => {
    const record = { id: "a", state: "completed", requested: "", rounds: [], models: [] };
    const asked = answered({ ...record, clients: CLIENTS, checkpoints: [] });
    const simulation = new FollowedSimulation("a");
    await simulation.refresh(recordForView);
    expect(asked).toEqual(["/api/simulations/a/?clients=true&checkpoints=true"]);
    expect([simulation.takeClients(), simulation.takeCheckpoints()]).toEqual([CLIENTS, []]);
    expect([simulation.takeClients(), simulation.takeCheckpoints()]).toEqual([undefined, undefined]);
  });

  it("need no request for a run that has ended", async () => {
    vi.useFakeTimers();
    const asked = answered(CLIENTS);
    const clients = new FollowedClients("a", CLIENTS);
    clients.watch(false, undefined);
    clients.watch(false, true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  it("are read again a little later for a run that continues, and at its end", async () => {
    vi.useFakeTimers();
    vi.spyOn(live, "request").mockResolvedValue({});
    const asked = answered(CLIENTS);
    const clients = new FollowedClients("a", CLIENTS);
    clients.watch(true, undefined);
    clients.watch(true, true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual(["/api/simulations/a/clients"]);
    clients.watch(false, true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    clients.rest();
  });
});
