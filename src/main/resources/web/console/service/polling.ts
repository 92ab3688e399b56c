import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Repeats a request while the host is connected and the page is visible. The pause begins when an answer has
 * arrived, so that slow answers are not requested more often than they arrive.
 */
export class Polling implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private connected = false;
  /** Grows with each start, so that an answer that arrives after an end starts nothing. */
  private turn = 0;
  private readonly shown = (): void => {
    if (document.hidden) {
      clearTimeout(this.timer);
    } else {
      this.start(0);
    }
  };

  /**
   * @param ask requests the answer; never fails
   * @param pause the milliseconds until the next request, by the latest answer
   */
  constructor(
    host: ReactiveControllerHost,
    private readonly ask: () => Promise<void>,
    private readonly pause: () => number,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.connected = true;
    document.addEventListener("visibilitychange", this.shown);
    this.start(this.pause());
  }

  hostDisconnected(): void {
    this.connected = false;
    document.removeEventListener("visibilitychange", this.shown);
    clearTimeout(this.timer);
    this.turn++;
  }

  private start(millis: number): void {
    const turn = ++this.turn;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.next(turn), millis);
  }

  private async next(turn: number): Promise<void> {
    await this.ask();
    if (this.connected && turn === this.turn && !document.hidden) {
      this.start(this.pause());
    }
  }
}
