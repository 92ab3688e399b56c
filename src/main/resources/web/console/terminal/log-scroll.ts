/** Browsers give no element more than some 17 to 33 million pixels. */
const HIGHEST = 8_000_000;

/**
 * Where a scroller stands in a content that may be higher than elements can be. Then the scroller's way is shorter than the
 * content's: long ways, as with the bar, are taken in proportion, short ones, as with a wheel or a key, as they are.
 */
export class LogScroll {
  /** Pixels of the content above what is seen. */
  top = 0;
  private content = 0;
  private last = 0;
  /** The sizes when it last stood somewhere: browsers move a scroller whose content shrinks, or that grows at the end. */
  private sizes = "";

  constructor(
    private readonly scroller: HTMLElement,
    private readonly sizer: HTMLElement,
  ) {}

  /** The content's height has changed. */
  resize(content: number): void {
    if (content !== this.content) {
      this.content = content;
      this.sizer.style.height = `${Math.min(HIGHEST, content)}px`;
    }
  }

  /** The scroller has moved; by how much the reader moved it, negative for up. */
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
   * A short way. The scroller may come to its end while the content goes on for more than is seen: it is moved back then, so
   * that nothing is jumped over.
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

  /** Goes to a place in the content. */
  go(top: number): void {
    this.top = Math.min(this.lowest, Math.max(0, top));
    this.scroller.scrollTop = this.content <= HIGHEST ? this.top : (this.top / this.lowest) * this.way;
    this.last = this.scroller.scrollTop;
    this.sized();
  }

  get lowest(): number {
    return Math.max(0, this.content - this.scroller.clientHeight);
  }

  /** Whether the end of the content is seen. */
  get atEnd(): boolean {
    return this.top >= this.lowest - 2;
  }

  /** Where, in the scroller, something is to lie that is `place` pixels down in the content. */
  offset(place: number): number {
    return this.content <= HIGHEST ? place : place - this.top + this.last;
  }

  /** Whether the sizes are others than when this was last asked. */
  private sized(): boolean {
    const before = this.sizes;
    this.sizes = `${this.content} ${this.scroller.clientHeight}`;
    return this.sizes !== before;
  }

  private get way(): number {
    return Math.max(1, Math.min(HIGHEST, this.content) - this.scroller.clientHeight);
  }
}
