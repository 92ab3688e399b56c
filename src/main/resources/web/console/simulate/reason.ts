import type { FollowedSimulation } from "../service/simulations";

/** Why a simulation ended as it did, without what its state and its exit code say already. */
export interface ShownReason {
  /** One line; usually the last line of a traceback. */
  detail: string;
  /** The cause in plain words, and the next step. */
  explanation: string;
  /** Index of the line in the log that the detail quotes; undefined if it quotes none, or the log does not have it any more. */
  line: number | undefined;
}

/** Details of failures that were stored before there were explanations: the exit code once more. */
const EXIT_CODE = /^(exit code -?\d+\.?|模拟失败，退出码 -?\d+。)$/i;
/** The detail of an interrupted simulation, which its state says already. */
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
