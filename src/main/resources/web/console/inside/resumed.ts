import type { Checkpoint } from "../service/inside";
import type { Round } from "../service/types";

/**
 * The rounds of a run that continues another one, with the numbers that they have after those of the other run. An app
 * may print its own numbers, from 1.
 */
export function renumbered(rounds: readonly Round[], from: number): Round[] {
  const first = rounds.find(({ round }) => round > 0)?.round;
  const shift = first !== undefined && first <= from ? from : 0;
  return rounds.map((each) => (shift === 0 || each.round === 0 ? each : { ...each, round: each.round + shift }));
}

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

/** The number of rounds that are proposed: those that the run still had to do, or as many as it had. */
export function proposedRounds(total: number | undefined, from: number): number {
  return total === undefined ? 10 : Math.max(1, total > from ? total - from : total);
}
