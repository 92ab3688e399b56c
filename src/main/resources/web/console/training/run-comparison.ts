import { css, html, type TemplateResult } from "lit";
import { csvFile } from "../ui/csv";
import { ConsoleElement } from "../ui/element";
import { accuracy, duration, metric } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { type BandSpread, bandTable, type Group } from "./bands";
import {
  type Column,
  differences,
  isMetric,
  type RunTable,
  runTable,
  tableJson,
  tableLatex,
  tableRows,
} from "./run-table";
import { haveShares, type PlainValue, type Run } from "./runs";

/** The table of runs with their parameters and metrics, and its files. */
export class RunComparison extends ConsoleElement {
  static override properties = {
    runs: { attribute: false },
    metrics: { attribute: false },
    groups: { attribute: false },
    spread: {},
    only: { state: true },
  };
  static override styles = [
    shared,
    css`
      .table-scroll {
        max-height: 36rem;
        overflow: auto;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--surface);
      }
      tbody th {
        min-width: 9rem;
      }
      td {
        white-space: nowrap;
        max-width: 20rem;
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  declare runs: readonly Run[];
  declare metrics: readonly string[];
  /** The settings whose statistics the table has instead of runs; undefined for runs. */
  declare groups: readonly Group[] | undefined;
  declare spread: BandSpread;
  /** Whether only the columns are shown in which the runs differ. */
  declare only: boolean;

  constructor() {
    super();
    this.runs = [];
    this.metrics = [];
    this.spread = "deviation";
    this.only = false;
  }

  override render() {
    const t = this.t.training;
    const all = this.groups ? bandTable(this.groups, this.metrics, this.spread) : runTable(this.runs, this.metrics);
    const table = this.only ? differences(all) : all;
    return html`<section class="card stack" aria-labelledby="facts">
      <div class="row spread">
        <h2 id="facts">${t.comparison}</h2>
        <div class="row">
          <label class="row"><input type="checkbox" .checked=${this.only} @change=${() => (this.only = !this.only)} /> ${t.differencesOnly}</label>
          ${file("CSV", () => save(csvFile(tableRows(table)), "runs.csv"))}
          ${file("JSON", () => save(blob(tableJson(table), "application/json"), "runs.json"))}
          ${file("LaTeX", () => save(blob(tableLatex(table), "application/x-tex"), "runs.tex"))}
        </div>
      </div>
      ${this.table(table)}
    </section>`;
  }

  private table({ columns, rows }: RunTable): TemplateResult {
    return html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby="facts">
      <table>
        <thead>
          <tr>
            <th scope="col">${this.groups ? this.t.training.setting : this.t.training.run}</th>
            ${columns.map((column) => html`<th scope="col" class=${alignment(column)}>${this.heading(column)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, values }) => html`<tr>
              <th scope="row" class="break">${name}</th>
              ${columns.map((column, index) => this.cell(column, values[index] ?? null))}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private heading({ kind, name }: Column): string {
    const t = this.t.training;
    switch (kind) {
      case "parameter":
        return name;
      case "best":
        return t.best(t.metric(name));
      case "last":
        return t.last(t.metric(name));
      case "bestRound":
        return t.bestRound;
      case "rounds":
        return t.rounds;
      case "seconds":
        return t.time;
      case "source":
        return t.source;
      case "runs":
        return t.runs;
      default: {
        const of = kind.startsWith("best") ? t.best(t.metric(name)) : t.last(t.metric(name));
        return t.statistic(of, t.statistics[kind.slice(4) as keyof typeof t.statistics]);
      }
    }
  }

  private cell(column: Column, value: PlainValue): TemplateResult {
    const text = this.text(column, value);
    return html`<td class=${alignment(column)} title=${text.length > 24 ? text : ""}>${text}</td>`;
  }

  private text({ kind, name }: Column, value: PlainValue): string {
    if (value === null) {
      return "–";
    }
    if (typeof value === "number" && kind !== "bestRound" && isMetric({ kind, name })) {
      return name === "accuracy" ? accuracy(value, haveShares(this.runs)) : metric(value);
    }
    return typeof value === "number" && kind === "seconds" ? duration(value) : String(value);
  }
}

function alignment({ kind }: Column): string {
  return kind === "parameter" || kind === "source" ? "" : "number";
}

function file(kind: string, click: () => void): TemplateResult {
  return html`<button @click=${click}>${icons.download} ${kind}</button>`;
}

function blob(text: string, type: string): Blob {
  return new Blob([text], { type: `${type};charset=utf-8` });
}

customElements.define("run-comparison", RunComparison);
