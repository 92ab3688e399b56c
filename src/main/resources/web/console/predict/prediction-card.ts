import { css, html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import type { Prediction } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { number, percent } from "../ui/format";
import { shared } from "../ui/styles";
import "./occlusion-map";

const SHOWN_FIRST = 5;

/** The answer of a model for a picture. */
export type Answer =
  | { state: "asking"; note?: string }
  | { state: "answered"; predictions: Prediction[]; millis: number }
  | { state: "failed"; error: Error };

/**
 * The answer of one model: the most likely label, and the probabilities as bars. Dispatches `again` to repeat the
 * request.
 */
export class PredictionCard extends ConsoleElement {
  static override properties = {
    model: {},
    name: {},
    picture: {},
    seen: {},
    answer: { attribute: false },
    all: { state: true },
    explained: { state: true },
  };
  static override styles = [
    shared,
    css`
      .label {
        font-size: 1.9rem;
        font-weight: 700;
        line-height: 1.2;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 0.45rem;
      }
      .bar {
        display: block;
        width: 100%;
        height: 8px;
        border-radius: 4px;
        background: var(--surface-raised);
      }
      .bar rect {
        fill: var(--border-strong);
      }
      li:first-child .bar rect {
        fill: var(--accent);
      }
    `,
  ];

  /** The model's id. */
  declare model: string;
  /** The model's title. */
  declare name: string;
  declare answer: Answer;
  /** The picture as a data URL. */
  declare picture: string;
  /** The address of the picture as the model sees it; empty while it is requested. */
  declare seen: string;
  declare all: boolean;
  /** Whether the explanation is shown. */
  declare explained: boolean;

  constructor() {
    super();
    this.model = "";
    this.name = "";
    this.answer = { state: "asking" };
    this.picture = "";
    this.seen = "";
    this.all = false;
    this.explained = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("picture") || changed.has("model")) {
      this.explained = false;
    }
  }

  override render() {
    return html`<section class="card stack" aria-label=${this.name || this.model} aria-busy=${this.answer.state === "asking"}>
      <h2 class="break">${this.name || this.model}</h2>
      <div role="status" class="stack">${this.body()}</div>
      ${this.answer.state === "answered" ? this.explanation(this.answer.predictions) : nothing}
    </section>`;
  }

  private body(): TemplateResult {
    switch (this.answer.state) {
      case "asking":
        return html`<p class="row muted"><span class="busy-dot"></span> ${this.t.predict.asking}</p>
          ${this.answer.note ? html`<p class="small muted break">${this.answer.note}</p>` : nothing}`;
      case "failed":
        return failure(this.answer.error, this.t, () => this.dispatchEvent(new Event("again")));
      case "answered":
        return this.shares(this.answer.predictions, this.answer.millis);
    }
  }

  private shares(predictions: Prediction[], millis: number): TemplateResult {
    const first = predictions[0];
    const shown = this.all ? predictions : predictions.slice(0, SHOWN_FIRST);
    return html`<div>
        <div class="label break" data-test="label">${first?.label}</div>
        <div class="muted small">${first ? percent(first.probability) : ""} · ${this.t.predict.took(number(millis, millis < 10 ? 1 : 0))}</div>
      </div>
      <ol>
        ${shown.map((prediction) => this.bar(prediction))}
      </ol>
      ${
        predictions.length > SHOWN_FIRST
          ? html`<button class="plain small" aria-expanded=${this.all} @click=${() => (this.all = !this.all)}>
            ${this.all ? this.t.predict.fewer : this.t.predict.all(predictions.length)}
          </button>`
          : nothing
      }`;
  }

  private explanation(predictions: Prediction[]): TemplateResult {
    const t = this.t.explain;
    return html`<button aria-expanded=${this.explained} @click=${() => (this.explained = !this.explained)}>
        ${this.explained ? t.close : t.open}
      </button>
      ${
        this.explained
          ? html`<occlusion-map
              .model=${this.model}
              .picture=${this.picture}
              .seen=${this.seen}
              .labels=${predictions.map(({ label }) => label)}
            ></occlusion-map>`
          : nothing
      }`;
  }

  private bar({ label, probability }: Prediction): TemplateResult {
    return html`<li>
      <div class="row spread small">
        <span class="break">${label}</span><span class="number">${percent(probability)}</span>
      </div>
      <svg class="bar" aria-hidden="true" preserveAspectRatio="none">
        ${svg`<rect height="100%" rx="4" width=${`${Math.max(0.4, probability * 100)}%`}></rect>`}
      </svg>
    </li>`;
  }
}

customElements.define("prediction-card", PredictionCard);
