import { css, html, nothing, type TemplateResult } from "lit";
import { getJson, post, postJson } from "../service/api";
import { Resource } from "../service/resource";
import type { DeployedModel } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { age, metric, number, size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";

type Outcome = { tone: "good"; text: string } | { tone: "bad"; error: Error };

/** The tensor model behind `/predict`: shows it, swaps it for another file, and tries it with a row of numbers. */
export class DeployedModelElement extends ConsoleElement {
  static override properties = {
    wanted: { attribute: false },
    swapping: { state: true },
    outcome: { state: true },
    answer: { state: true },
  };
  static override styles = [
    shared,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
        align-items: end;
      }
      summary {
        cursor: pointer;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        column-gap: 0.6rem;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        content: "▸";
        grid-row: span 2;
        color: var(--text-muted);
      }
      details[open] > summary::before {
        content: "▾";
      }
      details > .stack {
        margin-top: 1rem;
      }
      form > div {
        flex: 1 1 16rem;
        min-width: 0;
      }
    `,
  ];

  /** The path or id that the field is filled with; empty for none. */
  declare wanted: string;
  declare swapping: boolean;
  declare outcome: Outcome | undefined;
  declare answer: Outcome | undefined;

  /** The last value of `wanted` that the field was filled with. */
  private filled = "";
  private readonly deployed = new Resource(() => getJson<DeployedModel>("api/deployed_model/"), this);

  constructor() {
    super();
    this.wanted = "";
    this.swapping = false;
  }

  override updated(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("#path");
    if (this.wanted && field && this.filled !== this.wanted) {
      // The reader has chosen the file in another view, and decides here.
      this.filled = this.wanted;
      field.value = this.wanted;
      field.closest("details")?.setAttribute("open", "");
      field.scrollIntoView({ block: "center" });
      field.focus();
    }
  }

  override render() {
    const t = this.t.deployed;
    const { value: deployed, error } = this.deployed;
    const head = html`<h2 id="title">${t.title}</h2>
      <code class="muted small">POST /predict</code>`;
    if (deployed && !deployed.model_path && !error) {
      // Most projects have no tensor model.
      return html`<section class="card" aria-labelledby="title">
        <details>
          <summary><span class="row spread">${head}</span><span class="muted small">${t.none}</span></summary>
          <div class="stack">${this.body(deployed)}</div>
        </details>
      </section>`;
    }
    return html`<section class="card stack" aria-labelledby="title">
      <div class="row spread">${head}</div>
      ${error ? failure(error, this.t, () => void this.deployed.load()) : nothing}
      ${deployed ? this.body(deployed) : error ? nothing : html`<p class="muted">${this.t.loading}</p>`}
    </section>`;
  }

  private body(deployed: DeployedModel): TemplateResult {
    const t = this.t.deployed;
    return html`${
      deployed.model_path
        ? this.facts(deployed)
        : deployed.reason
          ? html`<div class="notice warn">${deployed.reason}</div>`
          : nothing
    }
      <form @submit=${this.swap}>
        <div>
          <label for="path">${t.other}</label>
          <input id="path" name="path" list="candidates" autocomplete="off" spellcheck="false" required placeholder="deploy_new.onnx" />
          <datalist id="candidates">
            ${deployed.candidates.map((file) => html`<option value=${file.model_path}>${size(file.size_bytes)}</option>`)}
          </datalist>
        </div>
        <button class="primary" ?disabled=${this.swapping}>${icons.swap} ${this.swapping ? t.swapping : t.swap}</button>
      </form>
      <div role="status">${this.message(this.outcome)}</div>
      ${deployed.model_path ? this.trial(deployed) : nothing}`;
  }

  private facts(deployed: DeployedModel): TemplateResult {
    const t = this.t.deployed;
    return html`<dl class="facts">
      <dt>${t.file}</dt>
      <dd><code>${deployed.model_path}</code></dd>
      ${
        deployed.input_length !== undefined && deployed.output_length !== undefined
          ? html`<dt>${t.shape}</dt><dd>${t.lengths(deployed.input_length, deployed.output_length)}</dd>`
          : nothing
      }
      ${
        deployed.size_bytes !== undefined && deployed.modified
          ? html`<dt>${this.t.models.size}</dt><dd>${size(deployed.size_bytes)} · ${age(deployed.modified)}</dd>`
          : nothing
      }
    </dl>`;
  }

  private trial(deployed: DeployedModel): TemplateResult {
    const t = this.t.deployed;
    const zeros = Array.from({ length: deployed.input_length ?? 10 }, (_, index) => (index / 10).toFixed(1)).join(", ");
    return html`<form @submit=${this.tryRow}>
        <div>
          <label for="row">${t.row}</label>
          <input id="row" name="row" autocomplete="off" spellcheck="false" .value=${zeros} required />
        </div>
        <button>${icons.play} ${t.try}</button>
      </form>
      <div role="status">${this.message(this.answer)}</div>`;
  }

  private message(outcome: Outcome | undefined): TemplateResult | typeof nothing {
    if (!outcome) {
      return nothing;
    }
    return outcome.tone === "good"
      ? html`<div class="notice good">${outcome.text}</div>`
      : failure(outcome.error, this.t);
  }

  private async swap(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const path = field(event, "path");
    this.swapping = true;
    this.outcome = undefined;
    this.answer = undefined;
    const start = performance.now();
    try {
      await post("update_model", { model_path: path });
      this.outcome = {
        tone: "good",
        text: this.t.deployed.swapped(path, number((performance.now() - start) / 1000, 2)),
      };
    } catch (failed) {
      this.outcome = { tone: "bad", error: failed as Error };
    }
    this.swapping = false;
    await this.deployed.reload();
  }

  private async tryRow(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const row = field(event, "row")
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number);
    try {
      const { output } = await postJson<{ output: number[][] }>("predict", { inputs: [row] });
      this.answer = { tone: "good", text: (output[0] ?? []).map(metric).join(", ") };
    } catch (failed) {
      this.answer = { tone: "bad", error: failed as Error };
    }
  }
}

function field(event: SubmitEvent, name: string): string {
  return String(new FormData(event.target as HTMLFormElement).get(name) ?? "").trim();
}

customElements.define("deployed-model", DeployedModelElement);
