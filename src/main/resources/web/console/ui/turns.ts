/** Jobs that wait, by their owners, in their order. */
const waiting = new Map<object, () => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs a job in a task of its own, after those that wait already, so that the page reacts between them. An owner has one
 * job: a further one replaces that which waits, at its place.
 */
export function inTurn(owner: object, job: () => void): void {
  waiting.set(owner, job);
  timer ??= setTimeout(next);
}

/** Forgets the job of an owner that waits. */
export function leaveTurn(owner: object): void {
  waiting.delete(owner);
}

function next(): void {
  timer = undefined;
  for (const [owner, job] of waiting) {
    waiting.delete(owner);
    timer = waiting.size > 0 ? setTimeout(next) : undefined;
    job();
    return;
  }
}
