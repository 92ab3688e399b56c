import { css, html, nothing, type TemplateResult } from "lit";
import type { Ends } from "../chart/curve";
import type { LineChartElement } from "../chart/line-chart";
import "../chart/line-chart";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { bandCurves, type Group } from "./bands";
import type { Options } from "./chart-options";
import { end, isRange } from "./ranges";
import { curves, haveShares, type Run } from "./runs";

/**
 * The curves of one metric of several runs, and their files. Dispatches `range` with the ends of the y axis, and
 * `across` with the ends of the x axis.
 */
export class MetricChart extends ConsoleElement {
  static override properties = {
    metric: {},
    runs: { attribute: false },
    options: { attribute: false },
    range: { attribute: false },
    groups: { attribute: false },
    refused: { state: true },
  };
  static override styles = [
    shared,
    css`
      .ends {
        flex-wrap: nowrap;
      }
      .ends input {
        width: 5.5rem;
        min-height: 32px;
        padding: 0.1rem 0.5rem;
      }
      :host(:fullscreen) {
        overflow-y: auto;
        padding: 1rem;
        background: var(--surface);
        --chart-height: calc(100vh - 10rem);
      }
    `,
  ];

  declare metric: string;
  declare runs: readonly Run[];
  declare options: Options;
  /** The settings whose bands are drawn instead of runs; undefined for runs. */
  declare groups: readonly Group[] | undefined;
  /** The ends of the y axis that the reader has set. */
  declare range: Ends | undefined;
  /** Whether the typed ends do not form a range. */
  declare refused: boolean;

  constructor() {
    super();
    this.metric = "";
    this.runs = [];
    this.options = { metrics: [], window: 1, log: false, axis: "round", bands: false, spread: "deviation" };
    this.refused = false;
  }

  override render() {
    const { metric, runs, options } = this;
    const label = this.t.training.metric(metric);
    const shares = haveShares(runs, metric);
    return html`<section class="card stack" aria-labelledby="metric">
      <div class="row spread">
        <h2 id="metric" class="break">${label}</h2>
        <div class="row">
          ${this.ends(label, shares)}
          ${
            document.fullscreenEnabled
              ? html`<button class="plain" aria-label="${this.t.training.fullScreen}: ${label}" @click=${this.fullScreen}>
                ${icons.fullScreen}
              </button>`
              : nothing
          }
          <button class="plain" aria-label="PNG: ${label}" @click=${this.savePng}>${icons.download} PNG</button>
          <button class="plain" aria-label="SVG: ${label}" @click=${this.saveSvg}>${icons.download} SVG</button>
        </div>
      </div>
      <line-chart .label=${label} .shares=${shares} .range=${this.range} .log=${options.log} .axis=${options.axis}
        .zoom=${true} .across=${options.across} @across=${(event: CustomEvent<Ends>) => this.dispatchEvent(new CustomEvent("across", { detail: event.detail }))}
        .curves=${this.groups ? bandCurves(this.groups, { metric, ...options }, options.spread) : curves(runs, { metric, ...options })}></line-chart>
    </section>`;
  }

  /** The ends of the y axis. Shares are typed as percentages, as the axis shows them. */
  private ends(label: string, shares: boolean): TemplateResult {
    const t = this.t.training;
    const unit = shares ? 100 : 1;
    const range = this.range ?? [undefined, undefined];
    const names = [t.yFrom(label), t.yTo(label)];
    return html`<div class="row ends" role="group" aria-label=${t.yAxis} @change=${(event: Event) => this.setEnds(event, unit)}>
      ${range.map(
        (each, index) =>
          html`<input type="number" step="any" aria-label=${names[index]} aria-invalid=${this.refused}
            placeholder=${index === 0 ? t.lowest : t.highest} .value=${each === undefined ? "" : String(rounded(each * unit))} />`,
      )}
      ${shares ? html`<span aria-hidden="true">%</span>` : nothing}
    </div>`;
  }

  private setEnds(event: Event, unit: number): void {
    const inputs = [...(event.currentTarget as HTMLElement).querySelectorAll("input")];
    const [from, to] = inputs.map(({ value }) => end(value)).map((each) => (each === undefined ? each : each / unit));
    const ends: Ends = [from, to];
    this.refused = (from !== undefined || to !== undefined) && !isRange(ends);
    if (!this.refused) {
      this.dispatchEvent(new CustomEvent<Ends>("range", { detail: ends }));
    }
  }

  private fullScreen(): void {
    void (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen());
  }

  private chart(): LineChartElement | null {
    return this.renderRoot.querySelector<LineChartElement>("line-chart");
  }

  private async savePng(): Promise<void> {
    const address = await this.chart()?.toPng();
    if (address) {
      save(address, `${fileName(this.metric)}.png`);
    }
  }

  private async saveSvg(): Promise<void> {
    const text = await this.chart()?.toSvg();
    if (text) {
      save(new Blob([text], { type: "image/svg+xml" }), `${fileName(this.metric)}.svg`);
    }
  }
}

/** A number without the digits that a product of binary fractions adds. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** A name of a metric without the signs that file systems do not allow. */
function fileName(metric: string): string {
  return metric.replaceAll(/[^\p{L}\p{Nd}_.-]+/gu, "_").slice(0, 80) || "chart";
}

customElements.define("metric-chart", MetricChart);
