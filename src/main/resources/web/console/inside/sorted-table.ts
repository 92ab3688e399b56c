import { css, html, type PropertyValues, type TemplateResult } from "lit";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { pager } from "./pager";
import { pageOf, type SortColumn, sorted } from "./rows";

/** The rows of one page. */
const PAGE = 25;

/** A column with its title and its cells. */
export interface TableColumn<T> extends SortColumn<T> {
  title: string;
  isNumber: boolean;
  cell: (row: T) => TemplateResult | string;
  /** The exact value, for the title of the cell. */
  exact?: (row: T) => string;
}

/** A table whose columns sort it, in pages. The first column names the row. The rows have any type. */
export class SortedTable extends ConsoleElement {
  static override properties = {
    label: {},
    columns: { attribute: false },
    rows: { attribute: false },
    marked: { attribute: false },
    order: { state: true },
    descending: { state: true },
    page: { state: true },
  };
  static override styles = [
    shared,
    css`
      thead button.plain {
        font-size: inherit;
        color: inherit;
        min-height: 28px;
        padding: 0;
        font-weight: inherit;
        white-space: nowrap;
      }
      thead .number button {
        width: 100%;
        justify-content: end;
      }
      th[scope="row"] {
        font-weight: 550;
        color: var(--text);
      }
      td {
        white-space: nowrap;
      }
      td.wide {
        white-space: normal;
        min-width: 8rem;
      }
      tr.marked > * {
        background: var(--surface-raised);
      }
      .marks {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }
      .badge svg {
        width: 14px;
        height: 14px;
      }
    `,
  ];

  declare label: string;
  declare columns: readonly TableColumn<unknown>[];
  declare rows: readonly unknown[];
  /** Whether a row is marked. */
  declare marked: (row: unknown) => boolean;
  /** The key of the column that sorts; empty for the order of the rows. */
  declare order: string;
  declare descending: boolean;
  declare page: number;

  /** The rows in their order, until the rows or the order change. Tables may have many thousand rows. */
  private inOrder: readonly unknown[] = [];

  constructor() {
    super();
    this.label = "";
    this.columns = [];
    this.rows = [];
    this.marked = () => false;
    this.order = "";
    this.descending = false;
    this.page = 0;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("label") && changed.get("label") !== undefined) {
      this.page = 0;
    }
    if (changed.has("rows") || changed.has("columns") || changed.has("order") || changed.has("descending")) {
      const column = this.columns.find(({ key }) => key === this.order);
      this.inOrder = column ? sorted(this.rows, column, this.descending) : this.rows;
    }
  }

  override render() {
    const shown = pageOf(this.inOrder, this.page, PAGE);
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${this.label}>
        <table>
          <thead>
            <tr>${this.columns.map((each) => this.heading(each))}</tr>
          </thead>
          <tbody>${shown.rows.map((row) => this.row(row))}</tbody>
        </table>
      </div>
      ${pager(shown, this.t.inside, (page) => (this.page = page))}`;
  }

  private heading({ key, title, isNumber }: TableColumn<unknown>): TemplateResult {
    const isOrder = key === this.order;
    const order = isOrder ? (this.descending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${isNumber ? "number" : ""} aria-sort=${order}>
      <button class="plain" title=${this.t.inside.sortBy(title)} @click=${() => this.orderBy(key, isNumber)}>
        ${title} <span aria-hidden="true">${isOrder ? (this.descending ? "▼" : "▲") : ""}</span>
      </button>
    </th>`;
  }

  private row(row: unknown): TemplateResult {
    return html`<tr class=${this.marked(row) ? "marked" : ""}>
      ${this.columns.map(({ key, isNumber, cell, exact }, index) =>
        index === 0
          ? html`<th scope="row" class="mono" title=${exact?.(row) ?? ""}>${cell(row)}</th>`
          : html`<td class=${isNumber ? "number" : "wide"} data-column=${key} title=${exact?.(row) ?? ""}>${cell(row)}</td>`,
      )}
    </tr>`;
  }

  /** The first click on numbers shows the largest values first: they are the ones that stand out. */
  private orderBy(key: string, isNumber: boolean): void {
    this.page = 0;
    if (key === this.order) {
      this.descending = !this.descending;
    } else {
      this.order = key;
      this.descending = isNumber || key === "flags";
    }
  }
}

customElements.define("sorted-table", SortedTable);
