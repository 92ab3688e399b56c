import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyOf } from "../service/model-key";
import { title } from "../service/models";
import { Resource } from "../service/resource";
import { earlier } from "../service/series";
import type { Model } from "../service/types";
import { hasWeights, type WeightsTable, weightsOf } from "../service/weights";
import { ConsoleElement } from "../ui/element";
import { metric, number, percent, size } from "../ui/format";
import { shared } from "../ui/styles";
import { reading } from "./reading";
import "./tensor-table";
import { layersOf, rowsOf, type TensorRow } from "./tensors";
import { weightsStyles } from "./weights-styles";

/** The tensors of a model with their norms, and their drift against another round. They are read when it is opened. */
export class ModelWeights extends ConsoleElement {
  static override properties = {
    model: { attribute: false },
    rounds: { attribute: false },
    opened: { state: true },
    chosen: { state: true },
  };
  static override styles = [shared, weightsStyles];

  declare model: Model;
  /** The models of the same series with it, the newest round first. */
  declare rounds: readonly Model[];
  declare opened: boolean;
  /** The id of the model to compare with: empty for none, undefined for the previous round. */
  declare chosen: string | undefined;

  private readonly weights = new Resource<WeightsTable | undefined>(
    async () => (this.opened && hasWeights(this.model) ? weightsOf(this.model.id, this.against()) : undefined),
    this,
  );
  private rows: readonly TensorRow[] = [];
  private shown: WeightsTable | undefined;
  /** The contents of the files that the last request compared, as one text. */
  private asked = "";

  constructor() {
    super();
    this.rounds = [];
    this.opened = false;
  }

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get("model") as Model | undefined;
    if (before && before.id !== this.model.id) {
      this.chosen = undefined;
      this.weights.value = undefined;
    }
    const compared = this.rounds.find(({ id }) => id === this.against());
    const wanted = [this.opened, keyOf(this.model), this.against(), compared ? keyOf(compared) : ""].join("\n");
    if (this.opened && wanted !== this.asked) {
      this.asked = wanted;
      void this.weights.reload();
    }
    if (this.shown !== this.weights.value) {
      this.shown = this.weights.value;
      this.rows = this.shown ? rowsOf(this.shown) : [];
    }
  }

  override render() {
    const t = this.t.weights;
    return html`<details data-test="weights" @toggle=${(event: Event) => (this.opened = (event.target as HTMLDetailsElement).open)}>
      <summary><h3>${t.title}</h3></summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const t = this.t.weights;
    if (!hasWeights(this.model)) {
      return html`<p class="muted" role="status" data-test="unread">${t.noWeights(this.t.models.formats(this.model.format))}</p>`;
    }
    const { value, error } = this.weights;
    return html`<div class="stack">
      ${this.choice()}
      ${!value || error ? reading(error, this.t, () => void this.weights.load()) : nothing}
      ${value ? this.table(value) : nothing}
    </div>`;
  }

  private choice(): TemplateResult | typeof nothing {
    const t = this.t.weights;
    const others = this.rounds.filter(({ id }) => id !== this.model.id);
    return others.length === 0
      ? nothing
      : html`<label class="row small">
          ${t.against}
          <select @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}>
            <option value="" ?selected=${this.against() === ""}>${t.nothing}</option>
            ${others.map((each) => html`<option value=${each.id} ?selected=${each.id === this.against()}>${title(each)}</option>`)}
          </select>
        </label>`;
  }

  private table(table: WeightsTable): TemplateResult {
    const t = this.t.weights;
    const { against, norm } = table;
    const drift =
      against?.drift !== undefined && against.difference !== undefined
        ? t.driftOf(percent(against.drift), metric(against.difference))
        : undefined;
    const fact = (name: string, value: string | undefined): TemplateResult | typeof nothing =>
      value ? html`<div><dt>${name}</dt> <dd>${value}</dd></div>` : nothing;
    return html`<dl class="numbers small" aria-label=${t.facts}>
        ${fact(t.parameters, number(table.parameters, 0))} ${fact(t.layers, number(layersOf(table.tensors.map(({ name }) => name)), 0))}
        ${fact(t.tensors, number(table.tensors.length, 0))} ${fact(t.size, size(table.bytes))}
        ${fact(t.norm, norm === undefined ? undefined : metric(norm))} ${fact(t.drift, drift)} ${fact(t.path, table.path)}
      </dl>
      <tensor-table .label=${t.tableOf(table.model)} .rows=${this.rows} .compared=${against !== undefined}></tensor-table>
      <p class="muted small">${t.explained}</p>`;
  }

  /** The id of the model to compare with; empty for none. */
  private against(): string {
    return this.chosen ?? earlier(this.model, this.rounds)?.id ?? "";
  }
}

customElements.define("model-weights", ModelWeights);
