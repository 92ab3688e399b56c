/** Jobs that wait, by their owners, in their order. */
const waiting = new Map<object, () => void>();
/** Whether a task for the next job has been planned. */
let isPlanned = false;

/**
 * Runs a job in a task of its own, after the jobs that wait already, so that the page reacts between them. An owner has
 * one job. A further job replaces the waiting one, and takes its place in the order.
 */
export function inTurn(owner: object, job: () => void): void {
  waiting.set(owner, job);
  plan();
}

/** Forgets the job of an owner that waits. */
export function leaveTurn(owner: object): void {
  waiting.delete(owner);
}

function plan(): void {
  if (!isPlanned) {
    isPlanned = true;
    setTimeout(next);
  }
}

function next(): void {
  isPlanned = false;
  for (const [owner, job] of waiting) {
    waiting.delete(owner);
    if (waiting.size > 0) {
      plan();
    }
    job();
    return;
  }
}
