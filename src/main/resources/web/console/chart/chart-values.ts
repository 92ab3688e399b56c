import { css, html, nothing } from "lit";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

/** The space between the pointer and the values, pixels. */
const GAP = 14;

/** The values of the curves at one round or time. Places are in pixels from the left and from the top of the chart. */
export interface PointedValues {
  pointer: readonly [left: number, top: number];
  /** The place of the round or the time. */
  line: number;
  title: string;
  rows: readonly { colour: string; text: string }[];
  /** Names further curves; empty if there are none. */
  more: string;
}

/** The values of the curves next to the pointer, within the chart, and a line at their round or time. */
export class ChartValues extends ConsoleElement {
  static override properties = { shown: { attribute: false } };
  static override styles = [
    shared,
    css`
      :host {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      .line,
      .box {
        position: absolute;
      }
      .line {
        top: 0;
        bottom: 0;
        border-left: 1px dashed var(--text-muted);
      }
      .box {
        max-width: 100%;
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--border);
        border-radius: 4px;
        background: var(--surface);
        font-size: 0.85rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare shown: PointedValues | undefined;

  override render() {
    if (!this.shown) {
      return nothing;
    }
    const { title, rows, more } = this.shown;
    return html`<div class="line"></div>
      <div class="box" aria-hidden="true">
        <strong>${title}</strong>
        ${rows.map(({ colour, text }) => html`<div><svg width="10" height="10" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill=${colour}></circle></svg> ${text}</div>`)}
        ${more ? html`<div>${more}</div>` : nothing}
      </div>`;
  }

  override updated(): void {
    const line = this.renderRoot.querySelector<HTMLElement>(".line");
    const box = this.renderRoot.querySelector<HTMLElement>(".box");
    if (!this.shown || !line || !box) {
      return;
    }
    const [left, top] = this.shown.pointer;
    line.style.left = `${this.shown.line}px`;
    // A box at the right edge would be narrow.
    box.style.left = "0";
    const { offsetWidth: width, offsetHeight: height } = box;
    const right = left + GAP;
    box.style.left = `${Math.max(0, right + width > this.offsetWidth ? left - GAP - width : right)}px`;
    box.style.top = `${Math.max(0, Math.min(top - height / 2, this.offsetHeight - height))}px`;
  }
}

customElements.define("chart-values", ChartValues);
