import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

/** A run that can be compared. */
export interface Choice {
  key: string;
  name: string;
  /** The index of its colour; undefined if it is not chosen. */
  colour?: number;
}

const PAUSE_MILLIS = 300;

/** The runs that can be compared. Dispatches `toggle` with a key, and `find` with a text. */
export class RunChoices extends ConsoleElement {
  static override properties = {
    choices: { attribute: false },
    most: { attribute: false },
    note: {},
    loading: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      .choices {
        max-height: 24rem;
        overflow-y: auto;
      }
      .choices label {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        padding: 0.3rem 0.2rem;
        font-weight: 450;
        overflow-wrap: anywhere;
      }
      fieldset {
        border: 0;
        margin: 0;
        min-width: 0;
      }
      .dot {
        flex: none;
      }
    `,
  ];

  declare choices: readonly Choice[];
  /** The most runs that can be chosen. */
  declare most: number;
  declare note: string;
  declare loading: boolean;

  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.choices = [];
    this.most = 1;
    this.note = "";
    this.loading = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render() {
    const t = this.t.training;
    const isFull = this.choices.filter(({ colour }) => colour !== undefined).length >= this.most;
    return html`<fieldset class="card stack">
      <legend class="visually-hidden">${t.runs}</legend>
      <h2>${t.runs}</h2>
      <input type="search" aria-label=${t.find} placeholder=${t.find} maxlength="1000" @input=${this.typed} />
      <div class="choices">
        ${repeat(
          this.choices,
          ({ key }) => key,
          (choice) => this.choice(choice, isFull),
        )}
      </div>
      ${isFull ? html`<p class="muted small" role="status">${t.most(this.most)}</p>` : nothing}
      ${this.note ? html`<p class="muted small">${this.note}</p>` : nothing}
      ${this.loading ? html`<p class="muted small" role="status">${this.t.loading}</p>` : nothing}
    </fieldset>`;
  }

  private choice({ key, name, colour }: Choice, isFull: boolean): TemplateResult {
    const isChosen = colour !== undefined;
    return html`<label>
      <input type="checkbox" .checked=${isChosen} ?disabled=${isFull && !isChosen} @change=${() => this.send("toggle", key)} />
      <svg class="dot" width="12" height="12" aria-hidden="true">
        <circle cx="6" cy="6" r="5" fill=${isChosen ? `var(--chart-${(colour % 8) + 1})` : "none"} stroke=${isChosen ? "none" : "var(--border-strong)"}></circle>
      </svg>
      <span>${name}</span>
    </label>`;
  }

  private typed(event: InputEvent): void {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send("find", value), PAUSE_MILLIS);
  }

  private send(event: "toggle" | "find", detail: string): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

customElements.define("run-choices", RunChoices);
