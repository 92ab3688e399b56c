/** Browsers limit the height of an element to about 17 to 33 million pixels. */
const HIGHEST = 8_000_000;

/**
 * The scroll position in a content that may be higher than an element can be. The scroller is then shorter than the
 * content. A long movement, for example of the scroll bar, is scaled. A short movement, for example of the wheel or a
 * key, is not.
 */
export class LogScroll {
  /** The pixels of the content above the visible part. */
  top = 0;
  private content = 0;
  private last = 0;
  /** The sizes at the last position. Browsers move a scroller if its content shrinks, or if it grows at the end. */
  private sizes = "";

  constructor(
    private readonly scroller: HTMLElement,
    private readonly sizer: HTMLElement,
  ) {}

  /** Sets the height of the content. */
  resize(content: number): void {
    if (content !== this.content) {
      this.content = content;
      this.sizer.style.height = `${Math.min(HIGHEST, content)}px`;
    }
  }

  /** Reads the new position of the scroller. Returns the reader's movement in pixels, negative for up. */
  scrolled(): number {
    const now = this.scroller.scrollTop;
    const way = now - this.last;
    this.last = now;
    const asked = this.sized() ? 0 : way;
    if (this.content <= HIGHEST) {
      this.top = now;
    } else if (Math.abs(way) < 2 * this.scroller.clientHeight) {
      this.step(now, way);
    } else {
      this.top = now >= this.way - 1 ? this.lowest : (Math.max(0, now) / this.way) * this.lowest;
    }
    return asked;
  }

  /**
   * A short movement. The scroller may reach its end before the content does. It is then moved back, so that no part of
   * the content is skipped.
   */
  private step(now: number, way: number): void {
    const seen = this.scroller.clientHeight;
    this.top = Math.min(this.lowest, Math.max(0, this.top + way));
    if (way < 0 && now <= 0) {
      this.go(this.top < seen ? 0 : this.top);
    } else if (way > 0 && now >= this.way - 1) {
      this.go(this.lowest - this.top < seen ? this.lowest : this.top);
    }
  }

  /** Scrolls to a position in the content. */
  go(top: number): void {
    this.top = Math.min(this.lowest, Math.max(0, top));
    this.scroller.scrollTop = this.content <= HIGHEST ? this.top : (this.top / this.lowest) * this.way;
    this.last = this.scroller.scrollTop;
    this.sized();
  }

  get lowest(): number {
    return Math.max(0, this.content - this.scroller.clientHeight);
  }

  /** Whether the end of the content is visible. */
  get atEnd(): boolean {
    return this.top >= this.lowest - 2;
  }

  /** The position in the scroller of an element at `place` pixels in the content. */
  offset(place: number): number {
    return this.content <= HIGHEST ? place : place - this.top + this.last;
  }

  /** Whether the sizes have changed since the last call. */
  private sized(): boolean {
    const before = this.sizes;
    this.sizes = `${this.content} ${this.scroller.clientHeight}`;
    return this.sizes !== before;
  }

  private get way(): number {
    return Math.max(1, Math.min(HIGHEST, this.content) - this.scroller.clientHeight);
  }
}
