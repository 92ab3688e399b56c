import type { FollowedSimulation } from "../service/simulations";

/** The reason for the end of a simulation, without the parts that its state and its exit code already show. */
export interface ShownReason {
  /** One line, usually the last line of a traceback. */
  detail: string;
  /** Empty if it is not known, or repeats the detail. */
  cause: string;
  /** The place in the project's own code; empty if it is not known. */
  where: string;
  /** The next step; empty if it is not known. */
  remedy: string;
  /** The end of the output of an unknown failure. */
  lastLines: readonly string[];
  /** The index of the log line that the detail quotes; undefined if there is none, or if the log has forgotten it. */
  line: number | undefined;
}

/** The details of failures that older versions stored. They repeat the exit code. */
const EXIT_CODE = /^(exit code -?\d+\.?|模拟失败，退出码 -?\d+。)$/i;
/** The detail of an interrupted simulation. It repeats the state. */
const INTERRUPTED = "The service ended before it did.";

export function reasonOf({ state, reason, message, log }: FollowedSimulation): ShownReason {
  const { detail = "", log_seq: seq } = reason;
  // Older versions stored a text.
  const explanation = typeof reason.explanation === "string" ? { cause: reason.explanation } : reason.explanation;
  const { cause = "", where = "", remedy = "", last_lines: lastLines = [] } = explanation ?? {};
  const isNews = detail !== message && !EXIT_CODE.test(detail) && !(state === "interrupted" && detail === INTERRUPTED);
  const shown = isNews ? detail : "";
  return {
    detail: shown,
    cause: cause === detail ? "" : cause,
    where,
    remedy,
    lastLines,
    line: seq === undefined || !shown ? undefined : log.indexOf(seq),
  };
}
