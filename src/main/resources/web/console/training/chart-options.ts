import { css, html, nothing, type TemplateResult } from "lit";
import type { Axis, Ends } from "../chart/curve";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { BAND_SPREADS, type BandSpread } from "./bands";
import { end, isRange } from "./ranges";

/** The options of the charts. */
export interface Options {
  metrics: readonly string[];
  window: number;
  log: boolean;
  axis: Axis;
  /** The part of the x axis that is shown; undefined for all of it. */
  across?: Ends | undefined;
  /** Whether runs of one setting of an experiment are one mean curve with a band. */
  bands: boolean;
  spread: BandSpread;
}

/** The windows of the moving average, in rounds. */
const WINDOWS = [1, 3, 5, 10, 25, 100];

/** The choice of metrics, smoothing, scale and x axis. Dispatches `options` with the changed options. */
export class ChartOptions extends ConsoleElement {
  static override properties = {
    names: { attribute: false },
    options: { attribute: false },
    offersBands: { attribute: false },
  };
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
      .across,
      .ends {
        flex-wrap: nowrap;
      }
      #across {
        font-weight: 550;
        font-size: 0.9rem;
      }
      .hint {
        flex: 1 1 100%;
      }
      .ends input {
        width: 5.5rem;
        min-width: 0;
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
  /** Whether a chosen run belongs to an experiment. */
  declare offersBands: boolean;

  constructor() {
    super();
    this.names = [];
    this.options = { metrics: [], window: 1, log: false, axis: "round", bands: false, spread: "deviation" };
    this.offersBands = false;
  }

  override render() {
    const t = this.t.training;
    const { metrics, window, log, axis } = this.options;
    const hasBytes = this.names.includes("bytes");
    return html`<div class="options" role="group" aria-label=${t.options}>
      ${this.offersBands || this.options.bands ? this.bands() : nothing}
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
      ${this.across()}
      <label class="row scale"
        ><input type="checkbox" .checked=${log} @change=${() => this.send({ log: !log })} /> ${t.logScale}</label
      >
      <p class="muted small hint">${t.zoomHint}</p>
      <details open>
        <summary>${t.chosenMetrics(metrics.length, this.names.length)}</summary>
        <div class="metrics" role="group" aria-label=${t.metrics}>${this.names.map((name) => this.metric(name))}</div>
      </details>
    </div>`;
  }

  /** The choice between the curves of runs and the bands of settings. */
  private bands(): TemplateResult {
    const t = this.t.training;
    const { bands, spread } = this.options;
    return html`<div>
        <label for="curves">${t.curves}</label>
        <select id="curves" @change=${(event: Event) => this.send({ bands: chosen(event) === "bands" })}>
          <option value="runs" .selected=${!bands}>${t.ofRuns}</option>
          <option value="bands" .selected=${bands}>${t.ofSettings}</option>
        </select>
      </div>
      ${
        bands
          ? html`<div>
              <label for="band">${t.band}</label>
              <select id="band" @change=${(event: Event) => this.send({ spread: chosen(event) as BandSpread })}>
                ${BAND_SPREADS.map((each) => html`<option value=${each} .selected=${each === spread}>${t.spreads[each]}</option>`)}
              </select>
            </div>`
          : nothing
      }`;
  }

  /** The ends of the x axis: rounds, seconds or bytes. */
  private across(): TemplateResult {
    const t = this.t.training;
    const { across, axis } = this.options;
    const names = [t.xFrom[axis], t.xTo[axis]];
    const placeholders = [t.lowest, t.highest];
    return html`<div class="row across">
      <span id="across">${t.across[axis]}</span>
      <div class="row ends" role="group" aria-labelledby="across" @change=${this.setAcross}>
        ${names.map(
          (name, index) =>
            html`<input type="number" step="any" aria-label=${name} placeholder=${placeholders[index] ?? ""} .value=${String(across?.[index] ?? "")} />`,
        )}
        ${across ? html`<button class="plain" @click=${() => this.send({ across: [undefined, undefined] })}>${t.wholeAxis}</button>` : nothing}
      </div>
    </div>`;
  }

  private setAcross(event: Event): void {
    const inputs = [...(event.currentTarget as HTMLElement).querySelectorAll("input")];
    const [from, to] = inputs.map(({ value }) => end(value));
    const ends: Ends = [from, to];
    const isValid = isRange(ends) || (from === undefined && to === undefined);
    inputs.forEach((input) => input.setAttribute("aria-invalid", String(!isValid)));
    if (isValid) {
      this.send({ across: ends });
    }
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
