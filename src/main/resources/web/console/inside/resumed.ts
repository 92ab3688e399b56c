import type { Checkpoint } from "../service/inside-types";
import type { Round } from "../service/types";

/** The rounds of the other run until the checkpoint. */
export function until(rounds: readonly Round[], round: number): Round[] {
  return rounds.filter((each) => each.round <= round);
}

/** The checkpoint from which a run is usually continued: the latest one; undefined if there is none. */
export function latest(checkpoints: readonly Checkpoint[]): Checkpoint | undefined {
  return checkpoints.reduce<Checkpoint | undefined>(
    (found, each) => (found === undefined || each.round > found.round ? each : found),
    undefined,
  );
}

/** The proposed number of rounds: the remaining rounds of the run, or else as many as it had. */
export function proposedRounds(total: number | undefined, from: number): number {
  return total === undefined ? 10 : Math.max(1, total > from ? total - from : total);
}
