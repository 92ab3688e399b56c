import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Curve } from "../chart/curve";
import "../chart/line-chart";
import type { TableColumn } from "../inside/sorted-table";
import "../inside/sorted-table";
import { keyOf } from "../service/model-key";
import { Resource } from "../service/resource";
import type { Model } from "../service/types";
import { type DriftRound, driftOf, type SeriesDrift } from "../service/weights";
import { csvFile } from "../ui/csv";
import { ConsoleElement } from "../ui/element";
import { metric, percent } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { driftRows, meanAndLast, tensorCurves, wholeCurve } from "./drift-curves";
import { reading } from "./reading";
import { weightsStyles } from "./weights-styles";

const COLOURS = 8;

/** The drift over the rounds of a series: of the whole model, and of the tensors that move most. Read when opened. */
export class SeriesDriftElement extends ConsoleElement {
  static override properties = {
    model: { attribute: false },
    rounds: { attribute: false },
    opened: { state: true },
    log: { state: true },
  };
  static override styles = [
    shared,
    weightsStyles,
    css`
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(260px, 1fr));
        gap: 1rem;
      }
      .charts > * {
        min-width: 0;
      }
      line-chart {
        --chart-height: 220px;
      }
      .dot {
        flex: none;
      }
      th[scope="row"] {
        color: var(--text);
        font-weight: 550;
        white-space: normal;
        min-width: 12rem;
      }
      th .row {
        flex-wrap: nowrap;
      }
      h4 {
        margin: 0;
        font-size: 0.9rem;
      }
    `,
  ];

  /** A model of the series. */
  declare model: Model;
  /** All models of the series. The drift is read again when one of them changes. */
  declare rounds: readonly Model[];
  declare opened: boolean;
  /** Whether the charts have a logarithmic scale. */
  declare log: boolean;

  private readonly drift = new Resource<SeriesDrift | undefined>(
    async () => (this.opened ? driftOf(this.model.id) : undefined),
    this,
  );
  private asked = "";
  private shown: SeriesDrift | undefined;
  private texts: object | undefined;
  /** The curves are made once, because a chart is drawn again for new curves. */
  private whole: Curve[] = [];
  private tensors: Curve[] = [];
  private columns: readonly TableColumn<DriftRound>[] = [];

  constructor() {
    super();
    this.rounds = [];
    this.opened = false;
    this.log = false;
  }

  override willUpdate(_changed: PropertyValues): void {
    const wanted = this.rounds.map(keyOf).join("\n");
    if (this.opened && wanted !== this.asked) {
      this.asked = wanted;
      void this.drift.reload();
    }
    if (this.shown !== this.drift.value || this.texts !== this.t) {
      this.shown = this.drift.value;
      this.texts = this.t;
      this.whole = this.shown ? wholeCurve(this.shown, this.t.weights.whole) : [];
      this.tensors = this.shown ? tensorCurves(this.shown) : [];
      this.columns = this.columnsOf();
    }
  }

  override render() {
    return html`<details data-test="drift" @toggle=${(event: Event) => (this.opened = (event.target as HTMLDetailsElement).open)}>
      <summary><h3>${this.t.weights.rounds}</h3></summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const { value, error } = this.drift;
    return html`<div class="stack">
      ${!value || error ? reading(error, this.t, () => void this.drift.load()) : nothing}
      ${value ? this.charts(value) : nothing}
    </div>`;
  }

  private charts(drift: SeriesDrift): TemplateResult {
    const t = this.t.weights;
    const unread = drift.rounds.filter(({ reason }) => reason !== undefined);
    return html`<div class="row spread">
        <p class="muted small">${t.roundsHint(drift.rounds.length, drift.total)}</p>
        <div class="row">
          <label class="row small">
            <input type="checkbox" .checked=${this.log} @change=${(event: Event) => (this.log = (event.target as HTMLInputElement).checked)} />
            ${this.t.training.logScale}
          </label>
          <button @click=${() => save(csvFile(driftRows(drift)), `${drift.series}-drift.csv`)}>${icons.download} ${t.file}</button>
        </div>
      </div>
      ${
        unread[0]?.reason
          ? html`<div class="notice warn small" data-test="unread">${t.unreadRounds(unread.length)} <span class="break">${this.t.runs.reason(unread[0].reason)}</span></div>`
          : nothing
      }
      ${
        this.whole.length === 0
          ? html`<p class="muted">${t.noDrift}</p>`
          : html`<div class="charts">
              <section data-test="whole">
                <h4>${t.whole}</h4>
                <line-chart .label=${t.drift} .shares=${true} .log=${this.log} .curves=${this.whole}></line-chart>
              </section>
              <section data-test="most">
                <h4>${t.most}</h4>
                <line-chart .label=${t.most} .shares=${true} .log=${this.log} .curves=${this.tensors}></line-chart>
              </section>
            </div>
            ${this.legend(drift)}`
      }
      <details>
        <summary class="small">${t.values}</summary>
        <sorted-table .label=${t.driftTable} .columns=${this.columns} .rows=${drift.rounds}></sorted-table>
      </details>`;
  }

  /** The tensors with the colours of their curves. */
  private legend({ tensors }: SeriesDrift): TemplateResult {
    const t = this.t.weights;
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${t.most}>
      <table data-test="moved">
        <thead>
          <tr>
            <th scope="col">${t.tensor}</th>
            <th scope="col" class="number">${t.mean}</th>
            <th scope="col" class="number">${t.last}</th>
          </tr>
        </thead>
        <tbody>
          ${tensors.map(({ name, drift }, index) => {
            const { mean, last } = meanAndLast(drift);
            const colour = `var(--chart-${(index % COLOURS) + 1})`;
            return html`<tr>
              <th scope="row">
                <span class="row">
                  <svg class="dot" width="22" height="10" aria-hidden="true">
                    <line x1="0" y1="5" x2="22" y2="5" stroke=${colour} stroke-width="3" stroke-dasharray=${index < COLOURS ? "none" : "5 4"}></line>
                  </svg>
                  <code>${name}</code>
                </span>
              </th>
              <td class="number">${mean === undefined ? "–" : percent(mean)}</td>
              <td class="number">${last === undefined ? "–" : percent(last)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  private columnsOf(): TableColumn<DriftRound>[] {
    const t = this.t.weights;
    const amount = (
      key: "norm" | "difference" | "drift",
      title: string,
      shown: (value: number) => string,
    ): TableColumn<DriftRound> => ({
      key,
      title,
      isNumber: true,
      value: (row) => row[key],
      cell: (row) => {
        const value = row[key];
        return value === undefined ? "–" : shown(value);
      },
      exact: (row) => String(row[key] ?? ""),
    });
    return [
      {
        key: "round",
        title: t.round,
        isNumber: false,
        value: ({ round }) => round,
        cell: ({ round }) => String(round),
      },
      { key: "model", title: t.model, isNumber: false, value: ({ model }) => model, cell: ({ model }) => model },
      {
        key: "against",
        title: t.against,
        isNumber: false,
        value: ({ against }) => against,
        cell: ({ against }) => against ?? "–",
      },
      amount("norm", t.norm, metric),
      amount("drift", t.drift, percent),
    ];
  }
}

customElements.define("series-drift", SeriesDriftElement);
