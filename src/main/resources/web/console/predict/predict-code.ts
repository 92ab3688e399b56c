import { css, html, nothing } from "lit";
import { access } from "../service/api";
import { ROOT } from "../service/root";
import { copyText } from "../ui/copy";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { type CodeLanguage, example, LANGUAGES } from "./code";

const NAMES: Record<CodeLanguage, string> = { curl: "curl", python: "Python", javascript: "JavaScript" };

/** Programs that ask for the shown prediction. */
export class PredictCode extends ConsoleElement {
  static override properties = {
    models: { attribute: false },
    file: {},
    language: { state: true },
    model: { state: true },
    news: { state: true },
  };
  static override styles = [
    shared,
    css`
      summary {
        cursor: pointer;
        font-weight: 650;
      }
      details[open] summary {
        margin-bottom: 0.8rem;
      }
      select {
        width: auto;
        max-width: 100%;
      }
      textarea {
        font: 0.85rem / 1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
        white-space: pre;
        overflow: auto;
        resize: vertical;
      }
    `,
  ];

  /** The ids of the models, at least one. */
  declare models: readonly string[];
  /** The name of the picture's file. */
  declare file: string;
  declare language: CodeLanguage;
  /** The id of the model of the example. */
  declare model: string;
  /** The result of the last copy, for the reader. */
  declare news: string;

  constructor() {
    super();
    this.models = [];
    this.file = "";
    this.language = "curl";
    this.model = "";
    this.news = "";
  }

  override render() {
    const t = this.t.predict;
    const model = this.models.includes(this.model) ? this.model : (this.models[0] ?? "");
    const address = new URL("api/predict/", ROOT).href;
    const code = example(this.language, { address, model, file: this.file, secured: access.token !== undefined });
    return html`<details class="card">
      <summary>${t.code}</summary>
      <div class="stack">
        <div class="row">
          <select aria-label=${t.codeLanguage} @change=${(event: Event) => this.choose({ language: chosen(event) as CodeLanguage })}>
            ${LANGUAGES.map((each) => html`<option value=${each} ?selected=${each === this.language}>${NAMES[each]}</option>`)}
          </select>
          ${
            this.models.length > 1
              ? html`<select aria-label=${t.codeModel} @change=${(event: Event) => this.choose({ model: chosen(event) })}>
                ${this.models.map((each) => html`<option value=${each} ?selected=${each === model}>${each}</option>`)}
              </select>`
              : nothing
          }
          <button @click=${this.copy}>${t.copyCode}</button>
          <span role="status" class="small">${this.news}</span>
        </div>
        <textarea readonly spellcheck="false" rows=${code.split("\n").length + 1} aria-label=${t.code} .value=${code}></textarea>
        <p class="muted small">${t.codeFolder(this.file)}</p>
      </div>
    </details>`;
  }

  private choose(change: { language?: CodeLanguage; model?: string }): void {
    this.news = "";
    Object.assign(this, change);
  }

  private async copy(): Promise<void> {
    const field = this.renderRoot.querySelector("textarea");
    if (field) {
      this.news = (await copyText(field)) ? this.t.predict.codeCopied : this.t.predict.codeNotCopied;
    }
  }
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

customElements.define("predict-code", PredictCode);
