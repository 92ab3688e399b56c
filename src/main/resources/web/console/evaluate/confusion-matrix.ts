import { css, html, unsafeCSS } from "lit";
import type { Confusion } from "../service/evaluations";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

/** Levels of the background of a cell: the share of its row in fifths. */
const LEVELS = 5;
const shades = Array.from({ length: LEVELS }, (_, index) => {
  const mixed = (chart: number): string =>
    `color-mix(in srgb, var(--chart-${chart}) ${10 * (index + 1)}%, transparent)`;
  const cell = `td[data-level="${index + 1}"]`;
  return `${cell} { background: ${mixed(2)}; } ${cell}.right { background: ${mixed(3)}; }`;
});

/** The number of predictions of each label for each true label. */
export class ConfusionMatrix extends ConsoleElement {
  static override properties = { confusion: { attribute: false } };
  static override styles = [
    shared,
    css`
      td,
      th {
        padding: 0.3rem 0.6rem;
      }
      td,
      thead th {
        text-align: center;
      }
      td {
        border: 1px solid var(--border);
        min-width: 2.2rem;
      }
      td.right {
        font-weight: 700;
      }
      ${unsafeCSS(shades.join(" "))}
      /* The system removes the backgrounds there. */
      @media (forced-colors: active) {
        td.right {
          outline: 3px solid CanvasText;
          outline-offset: -4px;
        }
      }
    `,
  ];

  /** Undefined if there are too many labels for a matrix. */
  declare confusion: Confusion | undefined;

  override render() {
    const t = this.t.evaluations;
    if (!this.confusion) {
      return html`<p class="muted small">${t.tooManyLabels}</p>`;
    }
    const { labels, counts } = this.confusion;
    return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t.confusion}>
        <table class="matrix">
          <thead>
            <tr>
              <td></td>
              ${labels.map((label) => html`<th scope="col">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${labels.map((label, row) => {
              const all = (counts[row] ?? []).reduce((sum, count) => sum + count, 0);
              return html`<tr>
                <th scope="row">${label}</th>
                ${(counts[row] ?? []).map((count, column) => {
                  const level = all === 0 ? 0 : Math.ceil((LEVELS * count) / all);
                  return html`<td class=${row === column ? "right" : ""} data-level=${level}>${count}</td>`;
                })}
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      <p class="muted small">${t.confusionHint}</p>`;
  }
}

customElements.define("confusion-matrix", ConfusionMatrix);
