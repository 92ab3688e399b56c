import { html, svg, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { Bin } from "../service/evaluations";
import { percent } from "../ui/format";

const SIDE = 220;
const MARGIN = 28;

/** The reliability diagram: a bar for each bin, and the line on which probability and accuracy are the same. */
export function reliabilityChart(bins: readonly Bin[], t: Texts): TemplateResult {
  const text = (bin: Bin): string =>
    t.evaluations.bin(percent(bin.from), percent(bin.to), percent(bin.accuracy), bin.pictures);
  const y = (share: number): number => SIDE * (1 - share);
  return html`<svg
    class="reliability"
    viewBox="${-MARGIN} -8 ${SIDE + MARGIN + 8} ${SIDE + MARGIN + 8}"
    role="img"
    aria-label="${t.evaluations.reliability}: ${bins.map(text).join("; ")}"
  >
    ${bins.map(
      (bin) => svg`<rect x=${SIDE * bin.from} y=${y(bin.accuracy)} width=${Math.max(1, SIDE * (bin.to - bin.from) - 1)}
        height=${SIDE * bin.accuracy} fill="var(--chart-1)"><title>${text(bin)}</title></rect>`,
    )}
    <path d="M0 0V${SIDE}H${SIDE}" fill="none" stroke="var(--border-strong)"></path>
    <path d="M0 ${SIDE}L${SIDE} 0" stroke="var(--text)" stroke-dasharray="4 4"></path>
    ${[0, 0.5, 1].map(
      (share) => svg`<text x="-4" y=${y(share) + 4} text-anchor="end" font-size="10" fill="var(--text)">${share}</text>
        <text x=${SIDE * share} y=${SIDE + 14} text-anchor="middle" font-size="10" fill="var(--text)">${share}</text>`,
    )}
  </svg>`;
}
