import { css, html, nothing, type PropertyValues } from "lit";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

/** The help text of an option: its first three lines, and a button for the rest. */
export class HelpText extends ConsoleElement {
  static override properties = { whole: { state: true }, isCut: { state: true } };
  static override styles = [
    shared,
    css`
      :host {
        color: var(--text-muted);
        line-height: 1.3;
        font-size: 0.78rem;
        overflow-wrap: anywhere;
        margin-top: 0.15rem;
      }
      .cut {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        line-clamp: 3;
        overflow: hidden;
      }
      button.plain {
        font-size: inherit;
        line-height: inherit;
        min-height: 24px;
        padding: 0;
        color: var(--link);
      }
    `,
  ];

  declare whole: boolean;
  declare isCut: boolean;

  private readonly resized = new ResizeObserver(() => this.measure());

  constructor() {
    super();
    this.whole = false;
    this.isCut = false;
  }

  override firstUpdated(_changed: PropertyValues): void {
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render() {
    return html`<span class=${this.whole ? "" : "cut"}><slot></slot></span>
      ${
        this.isCut
          ? html`<button type="button" class="plain" aria-expanded=${this.whole} @click=${() => (this.whole = !this.whole)}>
            ${this.whole ? this.t.less : this.t.more}
          </button>`
          : nothing
      }`;
  }

  private measure(): void {
    const text = this.renderRoot.querySelector(".cut");
    if (text) {
      this.isCut = text.scrollHeight > text.clientHeight + 1;
    }
  }
}

customElements.define("help-text", HelpText);
