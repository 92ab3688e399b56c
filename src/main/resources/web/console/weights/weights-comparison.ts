import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyOf } from "../service/model-key";
import { title } from "../service/models";
import { Resource } from "../service/resource";
import type { Model } from "../service/types";
import { hasWeights, type WeightsTable, weightsOf } from "../service/weights";
import { ConsoleElement } from "../ui/element";
import { percent } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { reading } from "./reading";
import "./tensor-table";
import { countsOf, rowsOf, STATES, type TensorRow } from "./tensors";
import { weightsStyles } from "./weights-styles";

/**
 * The choice of two models, A and B, and which tensors differ between them. Dispatches `choose` with the ids of the
 * chosen models; with none to end the comparison.
 */
export class WeightsComparison extends ConsoleElement {
  static override properties = { models: { attribute: false }, chosen: { attribute: false } };
  static override styles = [
    shared,
    weightsStyles,
    css`
      :host {
        /* Below the header, which stays at the top. */
        scroll-margin-top: 4.5rem;
      }
      h2:focus {
        outline: none;
      }
      .choices {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        gap: 0.6rem;
        align-items: end;
      }
      .choices select {
        width: 100%;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.6rem;
      }
      @media (max-width: 560px) {
        .choices {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .choices > div {
          grid-column: 1;
        }
        .choices > button {
          grid-column: 2;
          grid-row: 1 / span 2;
          align-self: center;
        }
      }
    `,
  ];

  /** All models that are known. */
  declare models: readonly Model[];
  /** The ids of A and B, as far as they are chosen. */
  declare chosen: readonly string[];

  private readonly weights = new Resource<WeightsTable | undefined>(async () => {
    const [first, second] = this.pair();
    return first && second && first !== second ? weightsOf(first, second) : undefined;
  }, this);
  private asked = "";
  private shown: WeightsTable | undefined;
  private rows: readonly TensorRow[] = [];
  private counts = countsOf([]);

  constructor() {
    super();
    this.models = [];
    this.chosen = [];
  }

  override willUpdate(): void {
    const wanted = this.pair()
      .map((id) => {
        const model = this.models.find((each) => each.id === id);
        return model ? keyOf(model) : id;
      })
      .join("\n");
    if (wanted !== this.asked) {
      this.asked = wanted;
      this.weights.value = undefined;
      this.weights.error = undefined;
      void this.weights.reload();
    }
    if (this.shown !== this.weights.value) {
      this.shown = this.weights.value;
      this.rows = this.shown ? rowsOf(this.shown) : [];
      this.counts = countsOf(this.rows);
    }
  }

  override updated(changed: PropertyValues): void {
    const before = changed.get("chosen") as readonly string[] | undefined;
    if (changed.has("chosen") && before?.join("\n") !== this.chosen.join("\n")) {
      // The reader may have asked for it from a model that is far below.
      this.scrollIntoView({ block: "nearest" });
      if (!this.shadowRoot?.activeElement) {
        this.renderRoot.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
      }
    }
  }

  override render() {
    const t = this.t.weights;
    const readable = this.models.filter(hasWeights);
    const [first, second] = this.pair();
    return html`<section class="card stack" aria-labelledby="comparison" data-test="comparison">
      <div class="row spread">
        <h2 id="comparison" tabindex="-1">${t.compareTitle}</h2>
        <button class="plain" aria-label=${t.close} title=${t.close} @click=${() => this.choose([])}>${icons.close}</button>
      </div>
      <div class="choices">
        ${this.choice("first", t.first, first, readable)}
        <button aria-label=${t.swap} title=${t.swap} ?disabled=${!first || !second} @click=${() => this.choose([second, first])}>${icons.swap}</button>
        ${this.choice("second", t.second, second, readable)}
      </div>
      ${this.result(first, second)}
    </section>`;
  }

  private choice(id: string, label: string, chosen: string, readable: readonly Model[]): TemplateResult {
    const isKnown = readable.some((each) => each.id === chosen);
    const select = (event: Event): void => {
      const value = (event.target as HTMLSelectElement).value;
      const [first, second] = this.pair();
      this.choose(id === "first" ? [value, second] : [first, value]);
    };
    return html`<div>
      <label for=${id}>${label}</label>
      <select id=${id} @change=${select}>
        ${isKnown ? nothing : html`<option value=${chosen} selected>${chosen || this.t.weights.choose}</option>`}
        ${readable.map((each) => html`<option value=${each.id} ?selected=${each.id === chosen}>${each.run ? each.id : title(each)}</option>`)}
      </select>
    </div>`;
  }

  private result(first: string, second: string): TemplateResult {
    const t = this.t.weights;
    if (!first || !second || first === second) {
      return html`<p class="muted" role="status">${first && first === second ? t.chooseOther : t.chooseBoth}</p>`;
    }
    const { value, error } = this.weights;
    if (!value || error) {
      return reading(error, this.t, () => void this.weights.load());
    }
    const drift = value.against?.drift;
    const present = STATES.filter((state) => this.counts[state] > 0);
    return html`<div class="stack">
      <div role="status" class="stack">
        ${
          present.length === 1 && present[0] === "identical"
            ? html`<p>${t.allIdentical}</p>`
            : this.counts.changed === 0
              ? html`<p>${this.counts.identical > 0 ? t.commonIdentical : t.nothingCommon}</p>`
              : drift === undefined
                ? nothing
                : html`<p>${t.summary(percent(drift))}</p>`
        }
        <ul class="small" data-test="counts">${present.map((state) => html`<li>${t.ofState(t.states[state], this.counts[state])}</li>`)}</ul>
      </div>
      <tensor-table .label=${t.compareTitle} .rows=${this.rows} .compared=${true} .states=${true}></tensor-table>
      <p class="muted small">${t.explained}</p>
    </div>`;
  }

  private pair(): [string, string] {
    return [this.chosen[0] ?? "", this.chosen[1] ?? ""];
  }

  /** An empty A with a chosen B cannot be in the address. */
  private choose(ids: readonly string[]): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: ids.filter(Boolean) }));
  }
}

customElements.define("weights-comparison", WeightsComparison);
