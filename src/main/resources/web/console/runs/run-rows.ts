import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { lasting } from "../app/preferences";
import { href } from "../app/router";
import { faultsBadge } from "../inside/run-marks";
import { runName } from "../service/run-name";
import { columnName, nextSort, orderOf } from "../service/run-query";
import { isReadable } from "../service/simulation-list";
import type { MetricSummary, SimulationItem } from "../service/types";
import { stateBadge } from "../simulate/state";
import { isSmallerBetter } from "../training/metrics";
import { ConsoleElement } from "../ui/element";
import { accuracy, age, areShares, duration, metric, moment } from "../ui/format";
import { icons } from "../ui/icons";
import { Portions } from "../ui/portions";
import { shared } from "../ui/styles";
import {
  chosenColumns,
  columnKey,
  columnsOf,
  type RunColumn,
  sparklineMetrics,
  toggled,
  usualColumns,
} from "./columns";
import { sparklineChart } from "./sparkline";

const STORED = "run-columns";
/** The rows that one task draws. */
const PORTION = 15;
/** The tags that a row shows; the dialog has all. */
const TAGS = 3;

/**
 * A page of simulations as a table. Dispatches `sort` with an order, `select` with simulations, `edit` and `pin` with
 * one, and `sparkline` with a metric, or with an empty text for none.
 */
export class RunRows extends ConsoleElement {
  static override properties = {
    items: { attribute: false },
    sort: {},
    sparkline: {},
    selected: { attribute: false },
    choosing: { state: true },
  };
  static override styles = [
    shared,
    css`
      td {
        max-width: 14rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        min-width: 11rem;
        max-width: 22rem;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .best {
        display: block;
      }
      .tight {
        width: 1%;
      }
      th button {
        border: 0;
        background: none;
        padding: 0;
        min-height: 28px;
        color: inherit;
        font-weight: 600;
        gap: 0.2rem;
      }
      th button::after {
        content: "";
        width: 0.7em;
      }
      th[aria-sort="ascending"] button::after {
        content: "↑";
      }
      th[aria-sort="descending"] button::after {
        content: "↓";
      }
      tr[aria-selected="true"] td {
        background: var(--accent-soft);
      }
      .actions button {
        min-height: 30px;
        padding: 0.1rem 0.35rem;
      }
      .actions button[aria-pressed="true"] {
        color: var(--link);
        background: var(--accent-soft);
      }
      .sparkline {
        display: block;
        overflow: visible;
      }
      .sparkline polyline {
        stroke: var(--chart-1);
        stroke-width: 1.6;
        stroke-linejoin: round;
      }
      .sparkline .last {
        fill: var(--chart-1);
      }
      .sparkline .best {
        fill: var(--surface);
        stroke: var(--chart-1);
        stroke-width: 1.4;
      }
      @media (forced-colors: active) {
        .sparkline polyline,
        .sparkline .best {
          stroke: CanvasText;
        }
        .sparkline .last {
          fill: CanvasText;
        }
      }
      .curve {
        margin-bottom: 0.5rem;
      }
      .curve select {
        width: auto;
        max-width: 100%;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
        gap: 0.2rem 0.8rem;
        max-height: 14rem;
        overflow-y: auto;
        padding: 0.4rem 0.3rem;
      }
      .choices label {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font-weight: 450;
        overflow-wrap: anywhere;
      }
      summary {
        cursor: pointer;
        font-weight: 550;
        font-size: 0.9rem;
      }
    `,
  ];

  declare items: readonly SimulationItem[];
  declare sort: string;
  /** The metric of the sparklines; empty for none. */
  declare sparkline: string;
  declare selected: ReadonlyMap<string, SimulationItem>;
  /** Whether the columns are being chosen. */
  declare choosing: boolean;

  private readonly portions = new Portions(this, PORTION);

  constructor() {
    super();
    this.items = [];
    this.sort = "";
    this.sparkline = "";
    this.selected = new Map();
    this.choosing = false;
  }

  override render() {
    const t = this.t.runs;
    const all = columnsOf(this.items);
    const columns = this.columns(all);
    const isAll = this.items.length > 0 && this.items.every(({ id }) => this.selected.has(id));
    const isSome = !isAll && this.items.some(({ id }) => this.selected.has(id));
    const hasSparklines = this.sparkline !== "" && all.some(({ kind }) => kind === "metrics");
    return html`${all.length > 0 ? this.choices(all, columns) : nothing}
      <div class="table-scroll" tabindex="0" role="group" aria-label=${t.table}>
        <table>
          <thead>
            <tr>
              <td class="tight">
                <input type="checkbox" aria-label=${t.selectPage} .checked=${isAll} .indeterminate=${isSome} @change=${() => this.send("select", [...this.items])} />
              </td>
              ${this.heading(t.run, "name")} ${this.heading(t.state, "state")} ${this.heading(t.requested, "requested")}
              ${this.heading(t.duration, "duration", true)}
              ${hasSparklines ? this.heading(t.sparkline(this.t.training.metric(this.sparkline)), undefined) : nothing}
              ${columns.map((column) => this.heading(this.headingOf(column), columnName(column.kind, column.name), column.kind === "metrics"))}
              <td class="tight"></td>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.portions.of(this.items),
              ({ id }) => id,
              (item) => this.row(item, columns, hasSparklines),
            )}
          </tbody>
        </table>
      </div>`;
  }

  private heading(text: string, column: string | undefined, isNumber = false): TemplateResult {
    if (column === undefined) {
      return html`<th scope="col">${text}</th>`;
    }
    return html`<th scope="col" class=${isNumber ? "number" : ""} aria-sort=${orderOf(this.sort, column)}>
      <button @click=${() => this.send("sort", nextSort(this.sort, column))}>${text}</button>
    </th>`;
  }

  private row(item: SimulationItem, columns: RunColumn[], hasSparklines: boolean): TemplateResult {
    const t = this.t.runs;
    const name = runName(item);
    const isSelected = this.selected.has(item.id);
    const tags = item.tags ?? [];
    return html`<tr aria-selected=${isSelected}>
      <td class="tight"><input type="checkbox" aria-label=${t.select(name)} .checked=${isSelected} @change=${() => this.send("select", [item])} /></td>
      <td class="name">
        <a href=${href("simulate", item.id)} title=${item.id}>${name}</a>
        ${tags.slice(0, TAGS).map((tag) => html` <span class="badge">${tag}</span>`)}
        ${tags.length > TAGS ? html` <span class="badge" title=${tags.slice(TAGS).join(", ")}>+${tags.length - TAGS}</span>` : nothing}
        ${faultsBadge(item, this.t)}
        ${item.archived ? html` <span class="badge warn">${t.isArchived}</span>` : nothing}
        ${item.own ? nothing : html` <span class="muted small">${isReadable(item) ? this.t.simulate.others : this.t.simulate.privateOne}</span>`}
      </td>
      <td>${stateBadge(item.state, this.t)}</td>
      <td title=${moment(item.requested)}>${age(item.requested)}</td>
      <td class="number">${took(item)}</td>
      ${hasSparklines ? html`<td data-test="sparkline">${this.curve(item)}</td>` : nothing}
      ${columns.map((column) => this.cell(item, column))}
      <td class="tight actions">${item.own ? this.actions(item, name) : nothing}</td>
    </tr>`;
  }

  private actions(item: SimulationItem, name: string): TemplateResult {
    const t = this.t.runs;
    return html`<button class="plain" aria-label=${t.pin(name)} title=${t.pin(name)} aria-pressed=${item.pinned ?? false} @click=${() => this.send("pin", item)}>
        ${icons.pin}
      </button>
      <button class="plain" aria-label=${t.editOne(name)} title=${t.editOne(name)} @click=${() => this.send("edit", item)}>${icons.edit}</button>`;
  }

  private cell(item: SimulationItem, { kind, name }: RunColumn): TemplateResult {
    if (kind === "params") {
      const value = item.parameters?.[name];
      const text = value === undefined || value === null ? "–" : String(value);
      return html`<td title=${text.length > 20 ? text : ""}>${text}</td>`;
    }
    const found = item.metrics?.[name];
    if (!found) {
      return html`<td class="number">–</td>`;
    }
    const shown = (value: number): string => shownAs(name, value, found);
    const best = this.best(name, found.min, found.max);
    return html`<td class="number">
      ${shown(found.last)}${best !== undefined && best !== found.last ? html` <span class="muted small best">${this.t.runs.best(shown(best))}</span>` : nothing}
    </td>`;
  }

  /** The small chart of a simulation, which is described by its first, last and best value. */
  private curve(item: SimulationItem): TemplateResult | string {
    const name = this.sparkline;
    const points = item.sparkline;
    const found = item.metrics?.[name];
    if (!points || points.values.length === 0 || !found) {
      return "–";
    }
    const isLess = isSmallerBetter(name);
    const [first, last, best] = [points.values[0]!, found.last, isLess ? found.min : found.max].map((value) =>
      shownAs(name, value, found),
    );
    const label = this.t.runs.sparklineOf(this.t.training.metric(name), first!, last!, best!);
    return sparklineChart(points, isLess, label);
  }

  /**
   * The best value of accuracy or loss. For other metrics it is not known whether the smallest or the largest is best.
   */
  private best(name: string, min: number, max: number): number | undefined {
    return name === "accuracy" ? max : name === "loss" ? min : undefined;
  }

  private headingOf({ kind, name }: RunColumn): string {
    return kind === "metrics" ? this.t.training.metric(name) : name;
  }

  private choices(all: RunColumn[], columns: RunColumn[]): TemplateResult {
    const t = this.t.runs;
    const shown = columns.map(columnKey);
    const group = (
      kind: RunColumn["kind"],
      title: string,
    ): TemplateResult => html`<div class="choices" role="group" aria-label=${title}>
      ${all
        .filter((column) => column.kind === kind)
        .map(
          (column) => html`<label>
            <input type="checkbox" .checked=${shown.includes(columnKey(column))} @change=${() => this.toggle(column, columns)} />
            <span>${this.headingOf(column)}</span>
          </label>`,
        )}
    </div>`;
    const metrics = sparklineMetrics(this.items, this.sparkline);
    return html`<div class="row curve">
      <label for="sparkline">${t.sparklineMetric}</label>
      <select id="sparkline" @change=${(event: Event) => this.send("sparkline", (event.target as HTMLSelectElement).value)}>
        <option value="" .selected=${this.sparkline === ""}>${t.noSparkline}</option>
        ${metrics.map((name) => html`<option value=${name} .selected=${name === this.sparkline}>${this.t.training.metric(name)}</option>`)}
      </select>
    </div>
    <details @toggle=${(event: Event) => (this.choosing = (event.target as HTMLDetailsElement).open)}>
      <summary>${t.columns}</summary>
      ${this.choosing ? html`${group("params", t.parameters)}${group("metrics", t.metrics)}` : nothing}
    </details>`;
  }

  private columns(all: RunColumn[]): RunColumn[] {
    return chosenColumns(lasting.read(STORED), all) ?? usualColumns(this.items);
  }

  private toggle(column: RunColumn, shown: RunColumn[]): void {
    lasting.write(STORED, toggled(lasting.read(STORED), shown, column));
    this.requestUpdate();
  }

  private send(event: "sort" | "select" | "edit" | "pin" | "sparkline", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

/** A value of a metric as text; accuracies between 0 and 1 are percentages. */
function shownAs(name: string, value: number, { min, max }: MetricSummary): string {
  return name === "accuracy" ? accuracy(value, areShares([min, max])) : metric(value);
}

/** The time that a simulation ran; empty before its end. */
function took({ started, ended }: SimulationItem): string {
  const seconds = (Date.parse(ended ?? "") - Date.parse(started ?? "")) / 1000;
  return Number.isNaN(seconds) ? "" : duration(seconds);
}

customElements.define("run-rows", RunRows);
