import { ApiError } from "./api";
import { live } from "./live";

/** The pauses before a request is repeated. They double each time. */
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;

interface Waiting {
  repeat: () => void;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Repeats requests that failed temporarily. A request that did not reach the service is repeated as soon as the live
 * connection is open again. A request that the service rejected with Retry-After is repeated after that time.
 */
class Retries {
  private readonly waiting = new Map<object, Waiting>();
  private readonly attempts = new WeakMap<object, number>();

  constructor() {
    live.addEventListener("connected", () => this.repeatAll());
  }

  /**
   * Repeats a failed request later if its failure is temporary.
   *
   * @param owner identifies the request; at most one repetition per owner waits
   * @param repeat sends the request again
   * @returns whether the request will be repeated
   */
  add(owner: object, failed: unknown, repeat: () => void): boolean {
    this.cancel(owner);
    if (!(failed instanceof ApiError) || !failed.passes) {
      this.attempts.delete(owner);
      return false;
    }
    if (failed.isOutage && live.state === "open") {
      // The network may have lost the live connection as well, without closing it.
      live.check();
    }
    const attempt = this.attempts.get(owner) ?? 0;
    this.attempts.set(owner, attempt + 1);
    const pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** attempt);
    const timer = setTimeout(() => this.repeat(owner), Math.max(pause, (failed.retryAfter ?? 0) * 1_000));
    this.waiting.set(owner, { repeat, timer });
    return true;
  }

  /** Cancels the repetition: the request has succeeded, or its answer is not needed any more. */
  forget(owner: object): void {
    this.cancel(owner);
    this.attempts.delete(owner);
  }

  private cancel(owner: object): void {
    clearTimeout(this.waiting.get(owner)?.timer);
    this.waiting.delete(owner);
  }

  private repeatAll(): void {
    [...this.waiting.keys()].forEach((owner) => this.repeat(owner));
  }

  private repeat(owner: object): void {
    const waiting = this.waiting.get(owner);
    this.cancel(owner);
    waiting?.repeat();
  }
}

export const retries = new Retries();
