import { html } from "lit";
import type { LineChartElement } from "../chart/line-chart";
import "../chart/line-chart";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import type { Options } from "./chart-options";
import { curves, haveShares, type Run } from "./runs";

/** The curves of one metric of several runs, and their files. */
export class MetricChart extends ConsoleElement {
  static override properties = { metric: {}, runs: { attribute: false }, options: { attribute: false } };
  static override styles = [shared];

  declare metric: string;
  declare runs: readonly Run[];
  declare options: Options;

  constructor() {
    super();
    this.metric = "";
    this.runs = [];
    this.options = { metrics: [], window: 1, log: false, axis: "round" };
  }

  override render() {
    const { metric, runs, options } = this;
    const label = this.t.training.metric(metric);
    return html`<section class="card stack" aria-labelledby="metric">
      <div class="row spread">
        <h2 id="metric" class="break">${label}</h2>
        <div class="row">
          <button class="plain" aria-label="PNG: ${label}" @click=${this.savePng}>${icons.download} PNG</button>
          <button class="plain" aria-label="SVG: ${label}" @click=${this.saveSvg}>${icons.download} SVG</button>
        </div>
      </div>
      <line-chart .label=${label} .shares=${haveShares(runs, metric)} .log=${options.log} .axis=${options.axis}
        .curves=${curves(runs, { metric, ...options })}></line-chart>
    </section>`;
  }

  private chart(): LineChartElement | null {
    return this.renderRoot.querySelector<LineChartElement>("line-chart");
  }

  private savePng(): void {
    const address = this.chart()?.toPng();
    if (address) {
      save(address, `${fileName(this.metric)}.png`);
    }
  }

  private saveSvg(): void {
    const text = this.chart()?.toSvg();
    if (text) {
      save(new Blob([text], { type: "image/svg+xml" }), `${fileName(this.metric)}.svg`);
    }
  }
}

/** A name of a metric without the signs that file systems do not allow. */
function fileName(metric: string): string {
  return metric.replaceAll(/[^\p{L}\p{Nd}_.-]+/gu, "_").slice(0, 80) || "chart";
}

customElements.define("metric-chart", MetricChart);
