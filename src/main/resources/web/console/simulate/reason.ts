import type { FollowedSimulation } from "../service/simulations";

/** The reason for the end of a simulation, without the parts that its state and its exit code already show. */
export interface ShownReason {
  /** One line, usually the last line of a traceback. */
  detail: string;
  /** The cause and the next step. */
  explanation: string;
  /** The index of the log line that the detail quotes; undefined if there is none, or if the log has forgotten it. */
  line: number | undefined;
}

/** The details of failures that older versions stored. They repeat the exit code. */
const EXIT_CODE = /^(exit code -?\d+\.?|模拟失败，退出码 -?\d+。)$/i;
/** The detail of an interrupted simulation. It repeats the state. */
const INTERRUPTED = "The service ended before it did.";

export function reasonOf({ state, reason, message, log }: FollowedSimulation): ShownReason {
  const { detail = "", explanation = "", log_seq: seq } = reason;
  const isNews = detail !== message && !EXIT_CODE.test(detail) && !(state === "interrupted" && detail === INTERRUPTED);
  const shown = isNews ? detail : "";
  return {
    detail: shown,
    explanation: explanation === detail ? "" : explanation,
    line: seq === undefined || !shown ? undefined : log.indexOf(seq),
  };
}
