import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * The rows of a long table in portions: the first rows are drawn at once, and the others in tasks of their own, so that
 * no task is long and the first rows are visible early. Once all rows have been drawn, later changes are drawn at once.
 */
export class Portions implements ReactiveController {
  private drawn: number;
  private total = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param size the number of rows that one task draws */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly size: number,
  ) {
    this.drawn = size;
    host.addController(this);
  }

  /** The rows to draw now. */
  of<T>(rows: readonly T[]): readonly T[] {
    this.total = rows.length;
    return rows.length > this.drawn ? rows.slice(0, this.drawn) : rows;
  }

  hostUpdated(): void {
    if (this.drawn < this.total) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.drawn += this.size;
        this.host.requestUpdate();
      });
    }
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
