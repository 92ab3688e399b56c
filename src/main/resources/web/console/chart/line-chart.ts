import type { EChartsType } from "echarts/core";
import { css, html, nothing, type PropertyValues, svg } from "lit";
import { language } from "../app/language";
import { loadPart } from "../app/parts";
import { theme } from "../app/theme";
import { ConsoleElement } from "../ui/element";
import { duration, metric, percent, size } from "../ui/format";
import { shared } from "../ui/styles";
import { inTurn, leaveTurn } from "../ui/turns";
import { outline, positive } from "./band";
import type { Axis, Curve, Ends } from "./curve";
import { dragged, within } from "./zoom";

type Charts = Awaited<ReturnType<typeof loadPart<"charts">>>;

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
const MOST_SPOKEN = 10;
const MOST_SHOWN = 16;
const BAND_OPACITY = 0.16;
/** In forced colours the lines of the grid have the colour of texts, and must be weaker than curves. */
const FORCED_GRID_OPACITY = 0.25;
/** The most curves with marks at their points. */
const MOST_MARKED = 12;

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
      .selection {
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
  /** The ends of the y axis. An undefined end is that of the values. */
  declare range: Ends | undefined;

  /** The largest value of the x axis, if it is above those of the curves: the last round of a run that continues. */
  declare end: number | undefined;
  /** The part of the x axis that is shown; undefined for all of it. */
  declare across: Ends | undefined;
  /** Whether a part of the x axis can be chosen. */
  declare zoom: boolean;
  /** Where a drag began and where it is, in pixels from the left. */
  declare drag: readonly [number, number] | undefined;
  /** Whether the drawing library could not be loaded a moment ago. */
  declare failed: boolean;

  private chart: EChartsType | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly resized = new ResizeObserver(() => this.chart?.resize());
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
          @pointercancel=${() => (this.drag = undefined)}
          @dblclick=${() => this.zoom && this.show([undefined, undefined])}
        >
          <div class="plot" role="img" aria-label=${this.summary()}></div>
          <span class="resolved" hidden></span>
          ${this.drag ? selection(this.drag) : nothing}
        </div>`
      : html`<div class="empty">${this.t.chart.empty}</div>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.size === 1 && changed.has("drag")) {
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
      if (this.isConnected) {
        this.failed = true;
        this.retry = setTimeout(() => (this.failed = false), RETRY_MILLIS);
      }
    }
  }

  /** A data URL of a picture of the chart with its legend; undefined while there are no curves. */
  toPng(): string | undefined {
    if (!this.chart || !charts) {
      return undefined;
    }
    const picture = charts.init(document.createElement("div"), null, { renderer: "canvas", ...this.pictureSize() });
    picture.setOption(this.picture());
    const address = picture.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: this.colour("--surface") });
    picture.dispose();
    return address;
  }

  /** The text of an SVG picture of the chart with its legend; undefined while there are no curves. */
  toSvg(): string | undefined {
    if (!this.chart || !charts) {
      return undefined;
    }
    const picture = charts.init(null, null, { renderer: "svg", ssr: true, ...this.pictureSize() });
    picture.setOption({ ...this.picture(), backgroundColor: this.colour("--surface") });
    const text = picture.renderToSVGString();
    picture.dispose();
    return text;
  }

  private picture() {
    const textStyle = { color: this.colour("--text") };
    return {
      ...this.option(),
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
    const values = this.curves.slice(0, MOST_SPOKEN).map((curve) => this.describe(curve));
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
        // Even steps for all shares; others would end with a short one.
        ...(this.range?.[0] === 0 && this.range[1] === 1 ? { interval: 0.25 } : {}),
        axisLabel: { ...axis.axisLabel, ...(this.shares ? { formatter: axisPercent } : {}) },
      },
      tooltip: {
        trigger: "axis",
        renderMode: "html",
        backgroundColor: this.colour("--surface"),
        borderColor: line,
        textStyle: { color: this.colour("--text") },
        confine: true,
        formatter: (points: unknown) => this.values(points as TooltipPoint[]),
      },
      // The index of a series is that of its curve, so the bands come last. They are drawn below the curves.
      series: [
        ...curves.map((curve) => this.series(curve)),
        ...curves.filter((curve) => (curve.band?.length ?? 0) > 0).map((curve) => this.band(curve)),
      ],
    };
  }

  private band({ band = [], colour, points }: Curve) {
    const fill = this.colour(`--chart-${(colour % COLOURS) + 1}`);
    const pieces = this.log ? positive(band, points) : band;
    return {
      type: "custom",
      data: pieces.flat(),
      encode: { x: 0, y: [1, 2] },
      z: 1,
      silent: true,
      clip: true,
      tooltip: { show: false },
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
    const colour = this.colour(`--chart-${(curve.colour % COLOURS) + 1}`);
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
      showSymbol: !curve.faint && curve.points.length <= 60 && this.curves.length <= MOST_MARKED,
      sampling: "lttb",
      connectNulls: true,
    };
  }

  /** Creates elements, not HTML, because names may contain markup. */
  private values(points: TooltipPoint[]): HTMLElement {
    const box = document.createElement("div");
    const round = document.createElement("strong");
    const x = points[0]?.value[0] ?? 0;
    round.textContent = this.axis === "round" ? this.t.chart.atRound(x) : this.axis === "time" ? duration(x) : size(x);
    box.append(round);
    const known = points.filter((point) => typeof point.value[1] === "number");
    if (known.length > MOST_SHOWN) {
      known.sort((a, b) => b.value[1]! - a.value[1]!);
    }
    for (const point of known.slice(0, MOST_SHOWN)) {
      const row = document.createElement("div");
      const dot = document.createElement("span");
      dot.textContent = "● ";
      dot.style.color = this.colour(`--chart-${((this.curves[point.seriesIndex]?.colour ?? 0) % COLOURS) + 1}`);
      const name = point.seriesName.length > 48 ? `${point.seriesName.slice(0, 47)}…` : point.seriesName;
      row.append(dot, `${name}: ${this.value(point.value[1] ?? 0)}${this.endsAt(point)}`);
      box.append(row);
    }
    if (known.length > MOST_SHOWN) {
      const more = document.createElement("div");
      more.textContent = this.t.chart.more(known.length - MOST_SHOWN);
      box.append(more);
    }
    return box;
  }

  /** The ends of the band at a point. */
  private endsAt({ seriesIndex, value }: TooltipPoint): string {
    const ends = this.curves[seriesIndex]?.band?.flat().find(([x]) => x === value[0]);
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

/** The part of the chart that is dragged over. */
function selection([from, to]: readonly [number, number]) {
  return html`<svg class="selection" aria-hidden="true">
    ${svg`<rect x=${Math.min(from, to)} y="0" width=${Math.abs(to - from)} height="100%"></rect>`}
  </svg>`;
}

interface TooltipPoint {
  seriesName: string;
  seriesIndex: number;
  value: [number, number | null];
}

/** `80%`, `92.5%`: the labels of an axis have as few digits as possible. */
function axisPercent(share: number): string {
  return share.toLocaleString(language.current, { style: "percent", maximumFractionDigits: 2 });
}

customElements.define("line-chart", LineChartElement);
