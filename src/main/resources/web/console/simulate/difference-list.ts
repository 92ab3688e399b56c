import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { Difference } from "../service/types";
import { differenceLine } from "./differences";

/** The most differences that are listed. */
const MAX_LISTED = 100;

/** The differences in one line each, or a sentence that there are none. */
export function differenceList(differences: readonly Difference[], t: Texts["details"]): TemplateResult {
  if (differences.length === 0) {
    return html`<p class="notice good">${t.same}</p>`;
  }
  const more = differences.length - MAX_LISTED;
  return html`<div class="notice warn" data-test="differences">
    <strong>${t.differences(differences.length)}</strong>
    <ul>
      ${differences.slice(0, MAX_LISTED).map((each) => html`<li class="break">${differenceLine(each, t)}</li>`)}
      ${more > 0 ? html`<li>${t.moreDifferences(more)}</li>` : nothing}
    </ul>
  </div>`;
}
