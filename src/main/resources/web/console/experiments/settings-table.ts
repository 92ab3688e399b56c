import { css, html, nothing, type TemplateResult } from "lit";
import { type ExperimentResult, type SettingResult, type Statistic, tableOf } from "../service/experiments";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { accuracy } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import type { Shown } from "./question";
import { type Column, columnsOf, keyOf, plusMinus, settingName, sorted, valueIn } from "./settings";

/** The colours of the chart's curves. */
const COLOURS = css`
  .colour-0 {
    fill: var(--chart-1);
  }
  .colour-1 {
    fill: var(--chart-2);
  }
  .colour-2 {
    fill: var(--chart-3);
  }
  .colour-3 {
    fill: var(--chart-4);
  }
  .colour-4 {
    fill: var(--chart-5);
  }
  .colour-5 {
    fill: var(--chart-6);
  }
  .colour-6 {
    fill: var(--chart-7);
  }
  .colour-7 {
    fill: var(--chart-8);
  }
`;

/** The table of the settings, its order and its files. Dispatches `curve` with the setting whose curve is toggled. */
export class SettingsTable extends ConsoleElement {
  static override properties = {
    item: {},
    result: { attribute: false },
    shown: { attribute: false },
    drawn: { attribute: false },
    shares: { attribute: false },
    most: { attribute: false },
    order: { state: true },
    descending: { state: true },
    all: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      .table-scroll {
        max-height: 32rem;
        overflow: auto;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--surface);
        z-index: 1;
      }
      thead button {
        font-size: inherit;
        color: inherit;
        min-height: 28px;
        padding: 0;
      }
      thead .number button {
        width: 100%;
        justify-content: end;
      }
      .number {
        white-space: nowrap;
      }
      td:not(.number) {
        overflow-wrap: anywhere;
      }
      .key {
        width: 1.2rem;
        height: 0.35rem;
        vertical-align: middle;
        margin-inline-start: 0.3rem;
      }
      ${COLOURS}
      td:first-child {
        white-space: nowrap;
      }
      tr.best td {
        background: var(--good-soft);
      }
    `,
  ];

  /** The id of the experiment. */
  declare item: string;
  declare result: ExperimentResult;
  declare shown: Shown;
  /** The settings with curves, and the most settings that may have curves. */
  declare drawn: readonly number[];
  declare most: number;
  /** Whether the values are shown as percentages. */
  declare shares: boolean;
  /** The column by which the rows are ordered; empty for the order of the settings. */
  declare order: string;
  declare descending: boolean;
  /** Whether the files have all metrics. */
  declare all: boolean;
  declare error: Error | undefined;

  constructor() {
    super();
    this.order = "";
    this.descending = false;
    this.all = false;
  }

  override render() {
    const t = this.t.experiments;
    const { settings } = this.result;
    const columns = columnsOf(settings);
    return html`<div class="stack">
      <div class="row spread">
        <h3 id="table">${t.table}</h3>
        <div class="row">
          <label class="row small"><input type="checkbox" .checked=${this.all} @change=${() => (this.all = !this.all)} /> ${t.allMetrics}</label>
          <button aria-label=${t.file("CSV")} @click=${() => void this.save("csv")}>${icons.download} CSV</button>
          <button aria-label=${t.file("LaTeX")} @click=${() => void this.save("latex")}>${icons.download} LaTeX</button>
        </div>
      </div>
      ${this.error ? failure(this.error, this.t) : nothing}
      <div class="table-scroll" tabindex="0" role="group" aria-labelledby="table">
        <table>
          <thead>
            <tr>
              <th scope="col">${t.curves}</th>
              ${columns.map((column) => this.heading(column))}
            </tr>
          </thead>
          <tbody>${this.rows(columns).map((row) => this.row(row, columns))}</tbody>
        </table>
      </div>
    </div>`;
  }

  private rows(columns: readonly Column[]): readonly SettingResult[] {
    const { settings, metric = "" } = this.result;
    const column = columns.find((each) => keyOf(each) === this.order);
    const { by } = this.shown;
    return column ? sorted(settings, (row) => valueIn(row, column, metric, by), this.descending) : settings;
  }

  private heading(column: Column): TemplateResult {
    const isOrder = keyOf(column) === this.order;
    const order = isOrder ? (this.descending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${column.kind === "parameter" ? "" : "number"} aria-sort=${order}>
      <button class="plain" @click=${() => this.orderBy(column)}>${this.name(column)} <span aria-hidden="true">${isOrder ? (this.descending ? "▼" : "▲") : ""}</span></button>
    </th>`;
  }

  private name(column: Column): string {
    const t = this.t.experiments;
    switch (column.kind) {
      case "parameter":
        return column.name;
      case "setting":
        return t.setting;
      case "runs":
        return t.completedRuns;
      default:
        return t[column.kind];
    }
  }

  private row(row: SettingResult, columns: readonly Column[]): TemplateResult {
    const t = this.t.experiments;
    const isBest = this.result.best?.setting === row.setting;
    const isDrawn = this.drawn.includes(row.setting);
    const name = settingName(row.setting, row.parameters);
    return html`<tr class=${isBest ? "best" : ""} data-setting=${row.setting}>
      <td>
        <input type="checkbox" aria-label=${t.curve(name)} .checked=${isDrawn} ?disabled=${!isDrawn && this.drawn.length >= this.most}
          @change=${() => this.dispatchEvent(new CustomEvent<number>("curve", { detail: row.setting }))} />
        ${isDrawn ? html`<svg class="key" viewBox="0 0 12 3" aria-hidden="true"><rect class="colour-${row.setting % 8}" width="12" height="3"></rect></svg>` : nothing}
      </td>
      ${columns.map((column, index) => this.cell(row, column, index === 0 && isBest))}
    </tr>`;
  }

  private cell(row: SettingResult, column: Column, isMarked: boolean): TemplateResult {
    const { metric = "" } = this.result;
    const mark = isMarked ? html` <span class="badge good">★ ${this.t.experiments.bestSetting}</span>` : nothing;
    if (column.kind === "last" || column.kind === "best") {
      const found = row.metrics[metric]?.[column.kind];
      // All digits are in the title.
      return html`<td class="number" data-column=${column.kind} title=${found?.mean ?? ""}>${this.statistic(found)}</td>`;
    }
    const value = valueIn(row, column, metric, this.shown.by);
    return html`<td class=${column.kind === "parameter" ? "" : "number"} data-column=${keyOf(column)}>${value === undefined ? "–" : String(value)}${mark}</td>`;
  }

  private statistic(found: Statistic | undefined): string {
    if (found?.mean === undefined) {
      return "–";
    }
    const half = plusMinus(found, this.shown.spread);
    const text = (value: number): string => accuracy(value, this.shares);
    return half === undefined ? text(found.mean) : `${text(found.mean)} ± ${text(half)}`;
  }

  /** The first click has the usual order of the column: the best or the smallest values first. */
  private orderBy(column: Column): void {
    const key = keyOf(column);
    if (key === this.order) {
      this.descending = !this.descending;
      return;
    }
    this.order = key;
    this.descending = (column.kind === "last" || column.kind === "best") && this.result.goal === "max";
  }

  private async save(format: "csv" | "latex"): Promise<void> {
    this.error = undefined;
    const metric = this.all ? "" : (this.result.metric ?? "");
    try {
      const content = await tableOf(this.item, { metric, by: this.shown.by, compare: [] }, format);
      save(content, `${this.item}.${format === "csv" ? "csv" : "tex"}`);
    } catch (failed) {
      this.error = failed as Error;
    }
  }
}

customElements.define("settings-table", SettingsTable);
