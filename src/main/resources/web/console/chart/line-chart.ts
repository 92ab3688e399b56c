// This file is long because the drawing, the pictures for downloads and the values at the pointer share colours, ends and curves.
import type { EChartsType } from "echarts/core";
import { css, html, nothing, type PropertyValues, svg } from "lit";
import { language } from "../app/language";
import { loadPart } from "../app/parts";
import { theme } from "../app/theme";
import { ConsoleElement } from "../ui/element";
import { duration, metric, percent, size } from "../ui/format";
import { shared } from "../ui/styles";
import { inTurn, leaveTurn } from "../ui/turns";
import { type BandPoint, outline, positive } from "./band";
import type { ChartValues, PointedValues } from "./chart-values";
import "./chart-values";
import type { Axis, Curve, Ends } from "./curve";
import { dragged, nearest, within } from "./zoom";

type Charts = Awaited<ReturnType<typeof loadPart<"charts">>>;
type Pictures = Awaited<ReturnType<typeof loadPart<"pictures">>>;

/** The drawing library, once the first chart has loaded it. */
let charts: Charts | undefined;

const RETRY_MILLIS = 5_000;
const COLOURS = 8;
/** Curves also differ by hollow or filled marks, and by line styles when there are more curves than colours. */
const MARKS = [
  { symbol: "circle", hollow: true },
  { symbol: "rect", hollow: false },
  { symbol: "triangle", hollow: false },
  { symbol: "diamond", hollow: false },
  { symbol: "rect", hollow: true },
  { symbol: "triangle", hollow: true },
  { symbol: "diamond", hollow: true },
  { symbol: "circle", hollow: false },
] as const;
const LINES = ["solid", "dashed", "dotted"];
/** The size of a picture without its legend, which is beside the curves, and of a line of the legend. */
const PICTURE = { width: 960, height: 540 };
const LEGEND = { width: 240, line: 24 };
/** The most curves of the text for screen readers, and of the values under the pointer. */
const MAX_SPOKEN = 10;
const MAX_SHOWN = 16;
const BAND_OPACITY = 0.16;
/** In forced colours the lines of the grid have the colour of texts, and must be weaker than curves. */
const FORCED_GRID_OPACITY = 0.25;
/** The most curves with marks at their points. */
const MAX_MARKED = 12;

/**
 * Curves of one metric over the rounds or the time, with the values under the pointer. Names are shown as text, never as
 * HTML. With `zoom`, it dispatches `across` with the {@link Ends} of a part of the x axis that was dragged over. Both
 * ends are undefined after a double click.
 */
export class LineChartElement extends ConsoleElement {
  static override properties = {
    curves: { attribute: false },
    label: {},
    log: { type: Boolean },
    shares: { attribute: false },
    axis: {},
    range: { attribute: false },
    end: { attribute: false },
    across: { attribute: false },
    zoom: { type: Boolean },
    drag: { state: true },
    bands: { state: true },
    failed: { state: true },
  };
  static override styles = [
    shared,
    css`
      .plot {
        height: var(--chart-height, 240px);
      }
      .frame {
        position: relative;
      }
      .frame.zoom .plot {
        cursor: col-resize;
        touch-action: pan-y;
      }
      .resolved {
        forced-color-adjust: none;
      }
      .layer {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        pointer-events: none;
      }
      .selection rect {
        fill: var(--accent);
        opacity: 0.2;
      }
      .empty {
        height: var(--chart-height, 240px);
        display: grid;
        place-items: center;
        color: var(--text-muted);
      }
    `,
  ];

  declare curves: Curve[];
  /** The name of the metric. */
  declare label: string;
  /** Whether the scale is logarithmic. Such a scale omits values that are not above 0. */
  declare log: boolean;
  /** Whether the values are shares between 0 and 1. They are shown as percentages. */
  declare shares: boolean;

  /** The values of the x axis. */
  declare axis: Axis;
  /** The ends of the y axis. An undefined end follows the values. */
  declare range: Ends | undefined;

  /**
   * The largest value of the x axis, if it is above the values of the curves: the last round of a run that continues.
   */
  declare end: number | undefined;
  /** The part of the x axis that is shown; undefined for all of it. */
  declare across: Ends | undefined;
  /** Whether a part of the x axis can be chosen. */
  declare zoom: boolean;
  /** The begin and the present position of a drag, in pixels from the left. */
  declare drag: readonly [number, number] | undefined;
  /** The bands of the curves; undefined if there are none. */
  declare bands: Bands | undefined;
  /** Whether the drawing library could not be loaded a moment ago. */
  declare failed: boolean;

  private chart: EChartsType | undefined;
  /** The position of the pointer, in pixels from the left and from the top; undefined outside of the chart. */
  private pointer: readonly [left: number, top: number] | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly resized = new ResizeObserver(() => {
    this.chart?.resize();
    this.drawBands();
  });
  private readonly recoloured = (): void => this.chart && inTurn(this, () => this.draw());

  constructor() {
    super();
    this.curves = [];
    this.label = "";
    this.log = false;
    this.shares = false;
    this.axis = "round";
    this.zoom = false;
    this.failed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    theme.addEventListener("change", this.recoloured);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    theme.removeEventListener("change", this.recoloured);
    clearTimeout(this.retry);
    this.failed = false;
    this.dispose();
  }

  override render() {
    if (this.failed) {
      return html`<div class="empty" role="status">${this.t.chart.unavailable}</div>`;
    }
    return this.hasPoints()
      ? html`<div
          class="frame ${this.zoom ? "zoom" : ""}"
          @pointerdown=${this.pressed}
          @pointermove=${this.moved}
          @pointerup=${this.released}
          @pointercancel=${this.cancelled}
          @pointerleave=${this.left}
          @dblclick=${() => this.zoom && this.show([undefined, undefined])}
        >
          ${this.bands ? layer("bands", bandsIn(this.bands)) : nothing}
          <div class="plot" role="img" aria-label=${this.summary()}></div>
          <span class="resolved" hidden></span>
          ${this.drag ? layer("selection", selection(this.drag)) : nothing}
          <chart-values></chart-values>
        </div>`
      : html`<div class="empty">${this.t.chart.empty}</div>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.size > 0 && [...changed.keys()].every((name) => name === "drag" || name === "bands")) {
      return;
    }
    const plot = this.renderRoot.querySelector<HTMLElement>(".plot");
    if (!plot) {
      this.dispose();
      return;
    }
    if (!charts) {
      void this.load();
      return;
    }
    // A view has several charts, and their drawing together would be a long task.
    inTurn(this, () => this.drawIn(plot));
  }

  private drawIn(plot: HTMLElement): void {
    if (charts && !this.chart && plot.isConnected) {
      this.chart = charts.init(plot, null, { renderer: "canvas" });
      this.resized.observe(plot);
    }
    this.draw();
  }

  private async load(): Promise<void> {
    try {
      charts = await loadPart("charts");
      this.requestUpdate();
    } catch {
      this.fail();
    }
  }

  private fail(): void {
    if (this.isConnected) {
      this.failed = true;
      this.retry = setTimeout(() => (this.failed = false), RETRY_MILLIS);
    }
  }

  /** The drawing library for downloads; undefined while there are no curves, or if it cannot be loaded now. */
  private async pictures(): Promise<Pictures | undefined> {
    try {
      return this.chart ? await loadPart("pictures") : undefined;
    } catch {
      this.fail();
      return undefined;
    }
  }

  /** A data URL of a picture of the chart with its legend; undefined if there is none now. */
  async toPng(): Promise<string | undefined> {
    const pictures = await this.pictures();
    if (!pictures) {
      return undefined;
    }
    const picture = pictures.init(document.createElement("div"), null, { renderer: "canvas", ...this.pictureSize() });
    picture.setOption(this.picture());
    const address = picture.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.colour("--surface") });
    picture.dispose();
    return address;
  }

  /** The text of an SVG picture of the chart with its legend; undefined if there is none now. */
  async toSvg(): Promise<string | undefined> {
    const pictures = await this.pictures();
    if (!pictures) {
      return undefined;
    }
    const picture = pictures.init(null, null, { renderer: "svg", ssr: true, ...this.pictureSize() });
    picture.setOption({ ...this.picture(), backgroundColor: this.colour("--surface") });
    const text = picture.renderToSVGString();
    picture.dispose();
    return text;
  }

  private picture() {
    const textStyle = { color: this.colour("--text") };
    const option = this.option();
    return {
      ...option,
      // A series has the index of its curve, so the bands come last. They are drawn below the curves.
      series: [...option.series, ...this.banded().map((curve) => this.band(curve))],
      title: { text: this.label, textStyle },
      legend: {
        orient: "vertical",
        left: PICTURE.width,
        top: 44,
        textStyle: { ...textStyle, width: LEGEND.width - 60, overflow: "truncate" },
      },
      grid: { left: 16, right: LEGEND.width + 24, top: 48, bottom: 40, containLabel: true },
    };
  }

  /** Large enough for the names of all curves. */
  private pictureSize(): { width: number; height: number } {
    const height = Math.max(PICTURE.height, 60 + this.curves.length * LEGEND.line);
    return { width: PICTURE.width + LEGEND.width, height };
  }

  private pressed(event: PointerEvent): void {
    this.point(event);
    if (this.zoom && event.button === 0 && this.chart) {
      const at = this.place(event);
      this.drag = [at, at];
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    }
  }

  private moved(event: PointerEvent): void {
    if (this.drag) {
      this.drag = [this.drag[0], this.place(event)];
    }
    this.point(event);
  }

  private cancelled(): void {
    this.drag = undefined;
    this.hideValues();
  }

  /** A lifted finger leaves the chart, but the values stay visible. */
  private left({ pointerType }: PointerEvent): void {
    if (pointerType !== "touch") {
      this.hideValues();
    }
  }

  private hideValues(): void {
    this.pointer = undefined;
    this.showValues();
  }

  private point(event: PointerEvent): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.pointer = [event.clientX - left, event.clientY - top];
    this.showValues();
  }

  /** Shows the values of the curves at the round, or the time, next to the pointer. */
  private showValues(): void {
    const { chart, pointer } = this;
    const part = this.renderRoot.querySelector<ChartValues>("chart-values");
    if (!part) {
      return;
    }
    part.shown = undefined;
    if (chart && pointer && chart.containPixel({ gridIndex: 0 }, [...pointer])) {
      const curves = this.shown();
      const x = nearest(curves, Number(chart.convertFromPixel({ xAxisIndex: 0 }, pointer[0])), this.across);
      if (x !== undefined) {
        const line = Number(chart.convertToPixel({ xAxisIndex: 0 }, x));
        part.shown = { pointer, line, ...this.values(x, curves) };
      }
    }
  }

  private released(event: PointerEvent): void {
    if (!this.drag || !this.chart) {
      return;
    }
    const chart = this.chart;
    const value = (pixel: number): number => Number(chart.convertFromPixel({ xAxisIndex: 0 }, pixel));
    const ends = dragged(this.drag[0], this.place(event), value, this.axis === "round");
    this.drag = undefined;
    if (ends) {
      this.show(ends);
    }
  }

  private place(event: PointerEvent): number {
    return event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
  }

  private show(detail: Ends): void {
    this.dispatchEvent(new CustomEvent<Ends>("across", { detail }));
  }

  /** The curves in the part of the x axis that is shown. */
  private shown(): Curve[] {
    const across = this.across;
    return across ? this.curves.map((curve) => within(curve, across)) : this.curves;
  }

  private summary(): string {
    const values = this.curves.slice(0, MAX_SPOKEN).map((curve) => this.describe(curve));
    const more = this.curves.length - values.length;
    return this.t.chart.summary(this.label, [...values, ...(more > 0 ? [this.t.chart.more(more)] : [])].join("; "));
  }

  private hasPoints(): boolean {
    return this.curves.some((curve) => curve.points.some(([, value]) => value !== null));
  }

  private dispose(): void {
    leaveTurn(this);
    this.resized.disconnect();
    this.chart?.dispose();
    this.chart = undefined;
  }

  private draw(): void {
    this.chart?.setOption(this.option(), { notMerge: true });
    this.showValues();
    this.drawBands();
  }

  /** Draws the bands below the curves. */
  private drawBands(): void {
    const { chart } = this;
    const curves = this.banded();
    if (!chart || curves.length === 0) {
      this.bands = undefined;
      return;
    }
    const pixels = (point: number[]): number[] => chart.convertToPixel({ gridIndex: 0 }, point);
    const [low, high] = (this.range ?? []).map((end) =>
      end === undefined ? undefined : Number(chart.convertToPixel({ yAxisIndex: 0 }, end)),
    );
    const pieces = curves.flatMap((curve) =>
      this.pieces(curve).map((piece) => ({ points: outline(piece, pixels).join(" "), fill: this.colourOf(curve) })),
    );
    this.bands = { pieces, top: high ?? 0, bottom: low ?? chart.getHeight() };
  }

  /** The visible curves that have a band. */
  private banded(): Curve[] {
    return this.shown().filter(({ band }) => (band?.length ?? 0) > 0);
  }

  private pieces({ band = [], points }: Curve): BandPoint[][] {
    return this.log ? positive(band, points) : band;
  }

  private colourOf({ colour }: Curve): string {
    return this.colour(`--chart-${(colour % COLOURS) + 1}`);
  }

  private option() {
    const curves = this.shown();
    const [from, to] = this.across ?? [];
    const text = this.colour("--text-muted");
    const line = this.colour("--border");
    const axis = {
      axisLabel: { color: text, hideOverlap: true },
      axisLine: { lineStyle: { color: line } },
      splitLine: { lineStyle: { color: line, opacity: theme.isForced ? FORCED_GRID_OPACITY : 1 } },
      nameTextStyle: { color: text },
    };
    return {
      animation: false,
      grid: { left: 8, right: 16, top: 14, bottom: 28, containLabel: true },
      xAxis: {
        ...axis,
        type: "value",
        name: this.t.chart[this.axis],
        nameLocation: "middle",
        nameGap: 28,
        minInterval: 1,
        axisLabel: { ...axis.axisLabel, ...this.format() },
        min: from ?? "dataMin",
        max:
          to !== undefined
            ? to
            : this.end === undefined
              ? "dataMax"
              : ({ max }: { max: number }) => Math.max(max, this.end ?? max),
        splitLine: { show: false },
      },
      yAxis: {
        ...axis,
        type: this.log ? "log" : "value",
        scale: true,
        ...(this.range ? { min: this.range[0] ?? null, max: this.range[1] ?? null, splitNumber: 3 } : {}),
        // Even steps for all shares; other steps would end with a short one.
        ...(this.range?.[0] === 0 && this.range[1] === 1 ? { interval: 0.25 } : {}),
        axisLabel: { ...axis.axisLabel, ...(this.shares ? { formatter: axisPercent } : {}) },
      },
      series: [...curves.map((curve) => this.series(curve)), ...this.banded().map((curve) => this.room(curve))],
    };
  }

  /** An invisible curve through the ends of a band. The y axis fits it. */
  private room(curve: Curve) {
    return {
      type: "line",
      data: this.pieces(curve).flatMap((piece) =>
        piece.flatMap(([x, low, high]) => [
          [x, low],
          [x, high],
        ]),
      ),
      lineStyle: { opacity: 0 },
      showSymbol: false,
      silent: true,
    };
  }

  /** The band of a curve in a picture. */
  private band(curve: Curve) {
    const fill = this.colourOf(curve);
    const pieces = this.pieces(curve);
    return {
      type: "custom",
      data: pieces.flat(),
      encode: { x: 0, y: [1, 2] },
      z: 1,
      silent: true,
      clip: true,
      // One shape of all points: many small ones would show their edges.
      renderItem: ({ dataIndex }: { dataIndex: number }, { coord }: { coord: (point: number[]) => number[] }) =>
        dataIndex > 0
          ? undefined
          : {
              type: "group",
              children: pieces.map((piece) => ({
                type: "polygon",
                shape: { points: outline(piece, coord) },
                style: { fill, opacity: BAND_OPACITY },
              })),
            },
    };
  }

  private series(curve: Curve) {
    const colour = this.colourOf(curve);
    // Two curves of one colour differ by their marks, too.
    const mark = MARKS[(curve.colour + Math.floor(curve.colour / COLOURS)) % MARKS.length]!;
    const points = this.log ? curve.points.map(([x, y]) => [x, y !== null && y > 0 ? y : null]) : curve.points;
    return {
      type: "line",
      name: curve.name,
      data: points,
      color: colour,
      // A hollow mark shows the chart's background. The library's own hollow marks are white in every theme.
      itemStyle: mark.hollow
        ? { color: this.colour("--surface"), borderColor: colour, borderWidth: 2 }
        : { color: colour },
      lineStyle: {
        width: curve.faint ? 1.2 : 2.2,
        color: colour,
        type: curve.faint ? "dashed" : lineOf(curve.colour),
      },
      symbol: mark.symbol,
      symbolSize: 7,
      showSymbol: !curve.faint && curve.points.length <= 60 && this.curves.length <= MAX_MARKED,
      sampling: "lttb",
      connectNulls: true,
    };
  }

  /** The texts for the values of curves at `x`. */
  private values(x: number, curves: readonly Curve[]): Pick<PointedValues, "title" | "rows" | "more"> {
    const known = curves.flatMap((curve) => {
      const value = curve.points.find((point) => point[0] === x)?.[1] ?? null;
      return value === null ? [] : [{ curve, value }];
    });
    if (known.length > MAX_SHOWN) {
      known.sort((a, b) => b.value - a.value);
    }
    return {
      title: this.axis === "round" ? this.t.chart.atRound(x) : this.axis === "time" ? duration(x) : size(x),
      rows: known.slice(0, MAX_SHOWN).map(({ curve, value }) => {
        const name = curve.name.length > 48 ? `${curve.name.slice(0, 47)}…` : curve.name;
        return { colour: this.colourOf(curve), text: `${name}: ${this.value(value)}${this.endsAt(curve, x)}` };
      }),
      more: known.length > MAX_SHOWN ? this.t.chart.more(known.length - MAX_SHOWN) : "",
    };
  }

  /** The ends of the band at a point. */
  private endsAt({ band }: Curve, x: number): string {
    const ends = band?.flat().find((point) => point[0] === x);
    return ends ? ` [${this.value(ends[1])}, ${this.value(ends[2])}]` : "";
  }

  private format(): { formatter?: (value: number) => string } {
    return this.axis === "round" ? {} : { formatter: this.axis === "time" ? duration : size };
  }

  private value(value: number): string {
    return this.shares ? percent(value) : metric(value);
  }

  private describe(curve: Curve): string {
    const values = curve.points.flatMap(([, value]) => (value === null ? [] : [value]));
    const last = values[values.length - 1];
    return last === undefined ? curve.name : `${curve.name}: ${this.value(last)}`;
  }

  /** The value of a property. A colour of the system, by its name, is resolved for the drawing library. */
  private colour(property: string): string {
    const plot = theme.isForced ? this.renderRoot.querySelector<HTMLElement>(".resolved") : null;
    if (!plot) {
      return getComputedStyle(this).getPropertyValue(property).trim();
    }
    plot.style.color = `var(${property})`;
    return getComputedStyle(plot).color;
  }
}

/** In forced colours, curves differ by their lines first: colours can be hard to see there. */
function lineOf(colour: number): string {
  return LINES[(theme.isForced ? colour : Math.floor(colour / COLOURS)) % LINES.length]!;
}

/** A picture over the whole chart. */
function layer(name: string, content: unknown) {
  return html`<svg class="layer ${name}" aria-hidden="true">${content}</svg>`;
}

/** The part of the chart that is dragged over. */
function selection([from, to]: readonly [number, number]) {
  return svg`<rect x=${Math.min(from, to)} y="0" width=${Math.abs(to - from)} height="100%"></rect>`;
}

/** Polygons in pixels, cut off at the ends of the y axis, `top` and `bottom`. */
interface Bands {
  pieces: readonly { points: string; fill: string }[];
  top: number;
  bottom: number;
}

function bandsIn({ pieces, top, bottom }: Bands) {
  return svg`<svg y=${top} width="100%" height=${bottom - top}>
    <g transform="translate(0 ${-top})" fill-opacity=${BAND_OPACITY}>
      ${pieces.map(({ points, fill }) => svg`<polygon points=${points} fill=${fill}></polygon>`)}
    </g>
  </svg>`;
}

/** `80%`, `92.5%`: the labels of an axis have as few digits as possible. */
function axisPercent(share: number): string {
  return share.toLocaleString(language.current, { style: "percent", maximumFractionDigits: 2 });
}

customElements.define("line-chart", LineChartElement);
