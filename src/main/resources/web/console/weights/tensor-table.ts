import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { TableColumn } from "../inside/sorted-table";
import "../inside/sorted-table";
import { ConsoleElement } from "../ui/element";
import { metric, number, percent } from "../ui/format";
import { shared } from "../ui/styles";
import { countsOf, matching, STATES, shapeText, type TensorRow, type TensorState, typeText } from "./tensors";
import { weightsStyles } from "./weights-styles";

const FILTER_FROM = 8;
const TONES: Partial<Record<TensorState, string>> = { changed: "busy", reshaped: "bad", here: "warn", there: "warn" };

/**
 * The tensors of a model in a table that can be sorted and filtered: alone, against an earlier round, or of two models.
 */
export class TensorTable extends ConsoleElement {
  static override properties = {
    label: {},
    rows: { attribute: false },
    compared: { attribute: false },
    states: { attribute: false },
    filter: { state: true },
    state: { state: true },
  };
  static override styles = [
    shared,
    weightsStyles,
    css`
      .tools input {
        flex: 1 1 12rem;
        max-width: 24rem;
        width: auto;
      }
    `,
  ];

  declare label: string;
  declare rows: readonly TensorRow[];
  /** Whether the rows have a drift. */
  declare compared: boolean;
  /** Whether the states and the shapes in the other model are shown. */
  declare states: boolean;
  declare filter: string;
  /** The only state that is shown; undefined for all. */
  declare state: TensorState | undefined;

  /** The columns are made only when they change, because the table sorts its rows again for new columns. */
  private columns: readonly TableColumn<TensorRow>[] = [];
  private shown: readonly TensorRow[] = [];
  private counts = countsOf([]);
  private texts: object | undefined;

  constructor() {
    super();
    this.label = "";
    this.rows = [];
    this.compared = false;
    this.states = false;
    this.filter = "";
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("rows")) {
      this.counts = countsOf(this.rows);
      this.state = this.state && this.counts[this.state] > 0 ? this.state : undefined;
    }
    if (changed.has("rows") || changed.has("filter") || changed.has("state")) {
      this.shown = matching(this.rows, this.filter, this.state);
    }
    if (changed.has("compared") || changed.has("states") || this.texts !== this.t) {
      this.texts = this.t;
      this.columns = this.columnsOf();
    }
  }

  override render() {
    const t = this.t.weights;
    return html`<div class="stack">
      <div class="row tools">
        ${
          this.rows.length >= FILTER_FROM
            ? html`<input type="search" aria-label=${t.filter} placeholder=${t.filter} .value=${this.filter} @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)} />`
            : nothing
        }
        ${this.states ? this.stateChoice() : nothing}
      </div>
      ${
        this.shown.length === 0
          ? html`<p class="muted small" role="status">${t.noMatch}</p>`
          : html`<sorted-table data-test="tensors" .label=${this.label} .columns=${this.columns} .rows=${this.shown}></sorted-table>`
      }
    </div>`;
  }

  private stateChoice(): TemplateResult {
    const t = this.t.weights;
    const present = STATES.filter((state) => this.counts[state] > 0);
    const choose = (event: Event): void => {
      this.state = STATES.find((state) => state === (event.target as HTMLSelectElement).value);
    };
    return html`<select aria-label=${t.shown} @change=${choose}>
      <option value="" ?selected=${this.state === undefined}>${t.all(this.rows.length)}</option>
      ${present.map((state) => html`<option value=${state} ?selected=${this.state === state}>${t.ofState(t.states[state], this.counts[state])}</option>`)}
    </select>`;
  }

  private columnsOf(): TableColumn<TensorRow>[] {
    const t = this.t.weights;
    const text = (
      key: string,
      title: string,
      value: (row: TensorRow) => string | undefined,
      cell?: TableColumn<TensorRow>["cell"],
    ): TableColumn<TensorRow> => ({ key, title, isNumber: false, value, cell: cell ?? ((row) => value(row) ?? "–") });
    const amount = (
      key: string,
      title: string,
      value: (row: TensorRow) => number | undefined,
      shown: (value: number) => string,
    ): TableColumn<TensorRow> => ({
      key,
      title,
      isNumber: true,
      value,
      cell: (row) => {
        const known = value(row);
        return known === undefined ? "–" : shown(known);
      },
      exact: (row) => String(value(row) ?? ""),
    });
    const shape = (of: number[] | undefined): string | undefined => of && (shapeText(of) || t.scalar);
    const type = ({ type: own, otherType: other }: TensorRow): string =>
      [own, other].filter(Boolean).map(typeText).join(" / ");
    return [
      text("name", t.tensor, ({ name }) => name),
      ...(this.states
        ? [
            text(
              "state",
              t.state,
              ({ state }) => String(STATES.indexOf(state as (typeof STATES)[number])),
              ({ state }) =>
                html`<span class="badge ${TONES[state] ?? ""}" data-state=${state}>${t.states[state]}</span>`,
            ),
            text("shape", t.shapeOf("A"), (row) => shape(row.shape)),
            text("other", t.shapeOf("B"), (row) => shape(row.otherShape)),
          ]
        : [text("shape", t.shape, (row) => shape(row.shape))]),
      text("type", t.type, type),
      amount(
        "parameters",
        t.parameters,
        ({ parameters }) => parameters,
        (value) => number(value, 0),
      ),
      amount("norm", t.norm, ({ norm }) => norm, metric),
      ...(this.compared ? [amount("drift", t.drift, ({ drift }) => drift, percent)] : []),
    ];
  }
}

customElements.define("tensor-table", TensorTable);
