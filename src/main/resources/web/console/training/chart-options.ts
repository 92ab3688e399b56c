import { css, html, nothing, type TemplateResult } from "lit";
import type { Axis } from "../chart/line-chart";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

/** How the charts show the values. */
export interface Options {
  metrics: readonly string[];
  window: number;
  log: boolean;
  axis: Axis;
}

/** The windows of the moving average, in rounds. */
const WINDOWS = [1, 3, 5, 10, 25, 100];

/** The choice of metrics, smoothing, scale and x axis. Dispatches `options` with what has changed. */
export class ChartOptions extends ConsoleElement {
  static override properties = { names: { attribute: false }, options: { attribute: false } };
  static override styles = [
    shared,
    css`
      .options {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.2rem;
        align-items: end;
      }
      select {
        width: auto;
        min-width: 6.5rem;
      }
      .scale {
        min-height: 36px;
      }
      details {
        flex: 1 1 100%;
        order: 1;
      }
      summary {
        font-weight: 550;
        font-size: 0.9rem;
        cursor: pointer;
      }
      .metrics {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
        gap: 0.2rem 0.8rem;
        max-height: 14rem;
        overflow-y: auto;
        padding: 0.5rem 0.3rem;
      }
      .metrics label {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        overflow-wrap: anywhere;
        font-weight: 450;
      }
    `,
  ];

  /** All metrics that can be chosen. */
  declare names: readonly string[];
  declare options: Options;

  constructor() {
    super();
    this.names = [];
    this.options = { metrics: [], window: 1, log: false, axis: "round" };
  }

  override render() {
    const t = this.t.training;
    const { metrics, window, log, axis } = this.options;
    const hasBytes = this.names.includes("bytes");
    return html`<div class="options" role="group" aria-label=${t.options}>
      <div>
        <label for="axis">${t.axis}</label>
        <select id="axis" @change=${(event: Event) => this.send({ axis: chosen(event) as Axis })}>
          <option value="round" ?selected=${axis === "round"}>${t.byRound}</option>
          <option value="time" ?selected=${axis === "time"}>${t.byTime}</option>
          ${hasBytes || axis === "bytes" ? html`<option value="bytes" ?selected=${axis === "bytes"}>${t.byBytes}</option>` : nothing}
        </select>
      </div>
      <div>
        <label for="window">${t.smoothing}</label>
        <select id="window" @change=${(event: Event) => this.send({ window: Number(chosen(event)) })}>
          ${[...new Set([...WINDOWS, window])].map(
            (each) =>
              html`<option value=${each} ?selected=${each === window}>${each === 1 ? t.unsmoothed : t.lastValues(each)}</option>`,
          )}
        </select>
      </div>
      <label class="row scale"
        ><input type="checkbox" .checked=${log} @change=${() => this.send({ log: !log })} /> ${t.logScale}</label
      >
      <details open>
        <summary>${t.chosenMetrics(metrics.length, this.names.length)}</summary>
        <div class="metrics" role="group" aria-label=${t.metrics}>${this.names.map((name) => this.metric(name))}</div>
      </details>
    </div>`;
  }

  private metric(name: string): TemplateResult {
    const { metrics } = this.options;
    const isChosen = metrics.includes(name);
    const toggled = isChosen ? metrics.filter((each) => each !== name) : [...metrics, name];
    return html`<label>
      <input type="checkbox" .checked=${isChosen} @change=${() => this.send({ metrics: toggled })} />
      <span>${this.t.training.metric(name)}</span>
    </label>`;
  }

  private send(change: Partial<Options>): void {
    this.dispatchEvent(new CustomEvent<Partial<Options>>("options", { detail: change }));
  }
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

customElements.define("chart-options", ChartOptions);
