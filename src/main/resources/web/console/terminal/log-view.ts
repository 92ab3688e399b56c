import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { LogBuffer } from "./log-buffer";
import { copyLines } from "./log-copy";
import type { LogLabels } from "./log-labels";
import { columnOf, fill } from "./log-row";
import { LogRows, type Row } from "./log-rows";
import { LogScroll } from "./log-scroll";
import { finder, LogSearch } from "./log-search";
import { logStyles } from "./log-styles";

/** The height of a row in pixels, the same as in the styles. */
const ROW = 19;
const OVERSCAN = 4;
/** The cells that are drawn beyond the sides of lines that are not wrapped. The drawn part moves in these steps. */
const SIDE = 128;
const COPIED_MILLIS = 2_000;
const SPOKEN_MILLIS = 5_000;

/** The elements of a row, and their content. */
interface Slot {
  row: HTMLElement;
  gutter: HTMLElement;
  content: HTMLElement;
  shows: string;
}

/**
 * A log of any length as a terminal shows it. Only visible rows are elements. The view follows the end until the reader
 * scrolls up. The owner of the buffer calls {@link changed} for new lines. Dispatches `download` when the reader asks
 * for it.
 *
 * This file is long because all its parts share the sizes of the view and the position of the reader.
 */
export class LogView extends LitElement {
  static override properties = {
    buffer: { attribute: false },
    labels: { attribute: false },
    following: { state: true },
    wrapped: { state: true },
    matchCase: { state: true },
    copied: { state: true },
    announced: { state: true },
    selection: { state: true },
  };
  static override styles = logStyles;

  declare buffer: LogBuffer;
  declare labels: LogLabels;
  declare following: boolean;
  declare wrapped: boolean;
  declare matchCase: boolean;
  /** Whether the last copy succeeded; undefined a while later. */
  declare copied: boolean | undefined;
  /** The number of lines that was last announced to screen readers. */
  declare announced: number;
  /** The lines at which the selection begins and ends. */
  declare selection: [number, number] | undefined;

  private rows = new LogRows(new LogBuffer());
  private position: LogScroll | undefined;
  private slots: Slot[] = [];
  private columns = 0;
  private cell = 8;
  private search: LogSearch | undefined;
  private current = -1;
  /** The line that {@link goTo} has shown. */
  private target = -1;
  private leftAt = 0;
  private frame = 0;
  private spoken = 0;
  private speaking: ReturnType<typeof setTimeout> | undefined;
  /** The number of digits of the line numbers when the columns were counted. */
  private measuredDigits = 0;
  private readonly resized = new ResizeObserver(() => this.measure());

  constructor() {
    super();
    this.buffer = new LogBuffer();
    this.following = true;
    this.wrapped = true;
    this.matchCase = false;
    this.announced = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.speaking);
    this.frame = 0;
    this.speaking = undefined;
    this.resized.disconnect();
    this.search?.end();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.position) {
      this.resized.observe(this.scroller);
    }
  }

  /** Draws new lines with the next frame. */
  changed(): void {
    if (!this.frame && this.isConnected) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("buffer")) {
      this.rows = new LogRows(this.buffer);
      this.selection = undefined;
      this.following = true;
      this.target = -1;
      this.announced = this.buffer.lastNumber;
      this.query(this.search?.query ?? "");
    }
  }

  override firstUpdated(): void {
    this.position = new LogScroll(this.scroller, this.renderRoot.querySelector<HTMLElement>(".sizer")!);
    this.resized.observe(this.scroller);
    this.measure();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("wrapped") || changed.has("buffer")) {
      this.measure();
    }
    this.changed();
  }

  override render() {
    const t = this.labels;
    return html`<div class="bar" role="group" aria-label=${t.controls}>
        <span class="count" data-test="count"></span>
        <span class="visually-hidden" role="status">${t.lines(this.announced)}</span>
        ${this.finding()} ${this.toggle(t.follow, this.following, FOLLOW, () => this.follow(!this.following))}
        ${this.toggle(t.wrap, this.wrapped, WRAP, () => (this.wrapped = !this.wrapped))}
        ${this.button(this.copyLabel(), this.copied ? DONE : COPY, () => void this.copy())}
        <span role="status" class=${this.copied === false ? "count" : "visually-hidden"}>
          ${this.copied === undefined ? "" : this.copyLabel()}
        </span>
        ${this.button(t.download, DOWNLOAD, () => this.dispatchEvent(new Event("download")))}
      </div>
      <div class="body" @keydown=${this.pressed}>
        <div class="scroll" tabindex="0" role="region" aria-label=${t.region} @scroll=${this.scrolled} @click=${this.clicked}>
          <div class="sizer"><div class="rows"></div></div>
          <span class="probe" aria-hidden="true">${"0".repeat(100)}</span>
        </div>
        ${
          this.following
            ? nothing
            : html`<button class="jump" @click=${() => this.follow(true)}>${t.newLines(this.buffer.lastNumber - this.leftAt)} ↓</button>`
        }
      </div>`;
  }

  /** Shows a line, and marks it until the reader chooses another one. */
  goTo(line: number): void {
    if (!this.position || line < this.buffer.first || line >= this.buffer.end) {
      return;
    }
    this.target = line;
    this.following = false;
    this.leftAt = this.buffer.lastNumber;
    this.rows.update(this.columns);
    this.position.resize(this.rows.total * ROW);
    this.reveal(line, 0, this.position);
    this.scroller.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
    this.changed();
  }

  private copyLabel(): string {
    const t = this.labels;
    if (this.copied !== undefined) {
      return this.copied ? t.copied : t.notCopied;
    }
    return this.selection ? t.copySelected : t.copy;
  }

  private finding(): TemplateResult {
    const t = this.labels;
    const { search } = this;
    return html`<span class="find" role="search">
      <input type="search" aria-label=${t.search} placeholder=${t.search} spellcheck="false" autocomplete="off"
        @input=${(event: Event) => this.query((event.target as HTMLInputElement).value)} @keydown=${this.searching} />
      ${
        search
          ? html`<span class="place" role="status">
              ${t.matches(this.current < 0 ? 0 : search.near(this.current, true) + 1, search.matches.length, search.searching)}
            </span>
            ${this.button(t.previous, UP, () => this.step(false))} ${this.button(t.next, DOWN, () => this.step(true))}`
          : nothing
      }
      ${this.toggle(t.matchCase, this.matchCase, CASE, () => {
        this.matchCase = !this.matchCase;
        this.query(search?.query ?? "");
      })}
    </span>`;
  }

  private button(label: string, icon: TemplateResult, click: () => void): TemplateResult {
    return html`<button aria-label=${label} title=${label} @click=${click}>${icon}</button>`;
  }

  private toggle(label: string, pressed: boolean, icon: TemplateResult, click: () => void): TemplateResult {
    return html`<button aria-label=${label} title=${label} aria-pressed=${pressed} @click=${click}>${icon}</button>`;
  }

  private get scroller(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".scroll")!;
  }

  /** Measures the cells and the view, and draws all rows again. The line at the top stays there. */
  private measure(): void {
    const { position: scroll } = this;
    if (!scroll) {
      return;
    }
    const forgotten = this.rows.update(this.columns);
    const top = this.rows.at(Math.max(0, Math.floor(scroll.top / ROW) - forgotten));
    this.cell = this.renderRoot.querySelector(".probe")!.getBoundingClientRect().width / 100 || 8;
    this.measuredDigits = this.digits();
    const room = Math.floor((this.scroller.clientWidth - this.gutterWidth()) / this.cell) - 1;
    this.columns = this.wrapped ? Math.max(20, room) : 0;
    this.slots.forEach((slot) => (slot.shows = ""));
    this.rows.update(this.columns);
    scroll.resize(this.rows.total * ROW);
    if (!this.following && top && top.line >= this.buffer.first) {
      scroll.go(this.rows.rowOf(top.line) * ROW);
    }
    this.changed();
  }

  private gutterWidth(): number {
    return (this.digits() + 1.6) * this.cell;
  }

  private digits(): number {
    return Math.max(3, String(this.buffer.lastNumber).length);
  }

  private draw(): void {
    const { position: scroll } = this;
    if (!scroll) {
      return;
    }
    if (this.wrapped && this.digits() !== this.measuredDigits) {
      this.measure();
    }
    const forgotten = this.rows.update(this.columns);
    scroll.resize(this.rows.total * ROW);
    if (this.following) {
      scroll.go(scroll.lowest);
    } else if (forgotten > 0) {
      scroll.go(scroll.top - forgotten * ROW);
    }
    this.search?.resume();
    this.drawRows(scroll);
    this.showCount();
    this.announce();
  }

  /** Shows the number of lines. */
  private showCount(): void {
    const { first, lastNumber } = this.buffer;
    const forgotten = first > 0 ? ` · ${this.labels.forgotten(first)}` : "";
    const text = this.labels.lines(lastNumber) + forgotten;
    const element = this.renderRoot.querySelector(".count")!;
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  private drawRows(scroll: LogScroll): void {
    const container = this.renderRoot.querySelector<HTMLElement>(".rows")!;
    container.style.setProperty("--digits", `${this.digits()}ch`);
    const first = Math.max(0, Math.floor(scroll.top / ROW) - OVERSCAN);
    const count = Math.ceil(this.scroller.clientHeight / ROW) + 2 * OVERSCAN + 1;
    this.provide(container, count);
    container.style.width = this.wrapped ? "" : `${this.gutterWidth() + (this.buffer.widest + 2) * this.cell}px`;
    container.style.transform = `translateY(${scroll.offset(first * ROW)}px)`;
    const from = this.wrapped ? 0 : Math.max(0, Math.floor(this.scroller.scrollLeft / this.cell / SIDE) - 1) * SIDE;
    let row = this.rows.at(first);
    for (const slot of this.slots) {
      slot.row.hidden = row === undefined;
      if (row) {
        this.show(slot, row, from);
        row = this.rows.next(row);
      }
    }
  }

  private provide(container: HTMLElement, count: number): void {
    while (this.slots.length < count) {
      const row = document.createElement("div");
      const gutter = document.createElement("span");
      const content = document.createElement("span");
      row.className = "row";
      gutter.className = "gutter";
      content.className = "text";
      row.append(gutter, content);
      container.append(row);
      this.slots.push({ row, gutter, content, shows: "" });
    }
    this.slots.splice(count).forEach((slot) => slot.row.remove());
  }

  private show(slot: Slot, row: Row, left: number): void {
    const from = this.wrapped ? row.part * this.columns : left;
    const seen = Math.ceil(this.scroller.clientWidth / this.cell) + 3 * SIDE;
    const to = this.wrapped ? from + this.columns : from + seen;
    const [start, end] = this.selected();
    const selected = row.line >= start && row.line < end;
    const { search } = this;
    const current = row.line === this.current;
    const event = this.buffer.seqOf(row.line);
    const shows = [
      row.line,
      event,
      row.part,
      from,
      to,
      search ? `${search.matchCase} ${search.query}` : "",
      current,
    ].join("|");
    slot.row.classList.toggle("selected", selected);
    slot.row.classList.toggle("target", row.line === this.target);
    if (slot.shows !== shows) {
      slot.shows = shows;
      slot.row.dataset["line"] = String(row.line);
      slot.content.style.marginLeft = this.wrapped || from === 0 ? "" : `${from * this.cell}px`;
      const find = search?.query ? finder(search.query, search.matchCase) : undefined;
      fill(slot.gutter, slot.content, this.buffer, row, { from, to, find, current });
    }
  }

  /** Announces the number of lines to screen readers, at most every few seconds. */
  private announce(): void {
    const wait = this.spoken + SPOKEN_MILLIS - Date.now();
    if (this.announced === this.buffer.lastNumber || this.speaking !== undefined) {
      return;
    }
    if (wait <= 0) {
      this.spoken = Date.now();
      this.announced = this.buffer.lastNumber;
    } else {
      this.speaking = setTimeout(() => {
        this.speaking = undefined;
        this.announce();
      }, wait);
    }
  }

  private scrolled(): void {
    const { position: scroll } = this;
    if (!scroll) {
      return;
    }
    const way = scroll.scrolled();
    if (this.following && way < 0) {
      this.follow(false);
    } else if (!this.following && way > 0 && scroll.atEnd) {
      this.follow(true);
    }
    this.changed();
  }

  private follow(following: boolean): void {
    this.following = following;
    this.leftAt = this.buffer.lastNumber;
    this.changed();
  }

  private query(query: string): void {
    this.search?.end();
    this.current = -1;
    this.search = query ? new LogSearch(this.buffer, query, this.matchCase, () => this.requestUpdate()) : undefined;
    this.requestUpdate();
  }

  /** Shows the next or the previous match. */
  private step(forward: boolean): void {
    const { search, position: scroll } = this;
    if (!search || !scroll) {
      return;
    }
    const forgotten = this.rows.update(this.columns);
    const seen = this.rows.at(Math.max(0, Math.floor(scroll.top / ROW) - forgotten))?.line ?? this.buffer.first;
    const from = this.current < 0 ? seen : forward ? this.current + 1 : this.current;
    const line = search.matches[search.near(from, forward)];
    if (line !== undefined) {
      this.current = line;
      this.target = -1;
      this.following = false;
      this.leftAt = this.buffer.lastNumber;
      this.reveal(line, columnOf(this.buffer, line, finder(search.query, search.matchCase)), scroll);
      this.requestUpdate();
    }
  }

  private reveal(line: number, column: number, scroll: LogScroll): void {
    const part = this.wrapped ? Math.floor(column / this.columns) : 0;
    scroll.go((this.rows.rowOf(line) + part) * ROW - this.scroller.clientHeight / 2);
    if (!this.wrapped) {
      const seen = this.scroller.clientWidth - this.gutterWidth();
      const left = column * this.cell;
      if (left < this.scroller.scrollLeft || left > this.scroller.scrollLeft + seen - 10 * this.cell) {
        this.scroller.scrollLeft = Math.max(0, left - seen / 2);
      }
    }
  }

  private searching(event: KeyboardEvent): void {
    if (event.key === "Enter") {
      event.preventDefault();
      this.step(!event.shiftKey);
    } else if (event.key === "Escape") {
      (event.target as HTMLInputElement).value = "";
      this.query("");
    }
  }

  private pressed(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "f") {
      event.preventDefault();
      this.renderRoot.querySelector("input")?.focus();
    } else if (command && event.key === "a") {
      event.preventDefault();
      this.selection = [this.buffer.first, this.buffer.end - 1];
    } else if (command && event.key === "c" && this.selection && String(getSelection()) === "") {
      event.preventDefault();
      void this.copy();
    } else if (event.key === "End") {
      this.follow(true);
    } else if (event.key === "Home" && event.target === this.scroller) {
      // Browsers scroll there in steps. The last steps are short and may not reach the log's first line.
      event.preventDefault();
      this.follow(false);
      this.position?.go(0);
    } else if (event.key === "Escape") {
      this.selection = undefined;
      this.target = -1;
      this.changed();
    }
  }

  private clicked(event: MouseEvent): void {
    const gutter = (event.target as Element).closest(".gutter");
    if (gutter) {
      const line = Number((gutter.parentElement as HTMLElement).dataset["line"]);
      this.selection = [event.shiftKey && this.selection ? this.selection[0] : line, line];
    }
  }

  /** The selected lines that are still kept: the first, and the index after the last. */
  private selected(): [number, number] {
    if (!this.selection) {
      return [0, 0];
    }
    const [from, to] = this.selection;
    return [Math.max(this.buffer.first, Math.min(from, to)), Math.min(this.buffer.end, Math.max(from, to) + 1)];
  }

  private async copy(): Promise<void> {
    const [from, to] = this.selection ? this.selected() : [this.buffer.first, this.buffer.end];
    try {
      await copyLines(this.buffer, from, to);
      this.copied = true;
    } catch {
      this.copied = false;
    }
    setTimeout(() => (this.copied = undefined), COPIED_MILLIS);
  }
}

function icon(paths: TemplateResult): TemplateResult {
  return svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
}

const FOLLOW = icon(svg`<path d="M6 5l6 6 6-6M6 13l6 6 6-6"/>`);
const WRAP = icon(svg`<path d="M4 6h16M4 12h13a3 3 0 0 1 0 6h-4M15 15l-3 3 3 3M4 18h4"/>`);
const COPY = icon(
  svg`<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3"/>`,
);
const DONE = icon(svg`<path d="M5 13l4 4L19 7"/>`);
const DOWNLOAD = icon(svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`);
const UP = icon(svg`<path d="M6 15l6-6 6 6"/>`);
const DOWN = icon(svg`<path d="M6 9l6 6 6-6"/>`);
const CASE = icon(
  svg`<path d="M3 18l4.5-12L12 18M4.5 14h6"/><circle cx="17.5" cy="14.5" r="3.5"/><path d="M21 11v7"/>`,
);

customElements.define("log-view", LogView);
