import type { By } from "../service/experiments";
import type { Spread } from "./settings";

/** The view of a result. */
export interface Shown {
  /** Empty for the usual metric. */
  metric: string;
  by: By;
  spread: Spread;
  log: boolean;
  /** No or two numbers of settings. */
  compare: number[];
}

/** The query of the console's address. Settings that the experiment does not have are left out. */
export function readQuestion(query: URLSearchParams, settings: number): Shown {
  const compare = (query.get("compare") ?? "").split(",").map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : -1));
  const isPair = compare.length === 2 && compare[0] !== compare[1];
  const areKnown = compare.every((number) => number >= 0 && number < settings);
  return {
    metric: (query.get("metric") ?? "").slice(0, 200),
    by: query.get("by") === "best" ? "best" : "last",
    spread: query.get("band") === "interval" ? "interval" : "deviation",
    log: query.has("log"),
    compare: isPair && areKnown ? compare : [],
  };
}
