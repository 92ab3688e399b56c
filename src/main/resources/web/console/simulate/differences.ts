import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { Difference } from "../service/types";

/** The characters of a commit that are shown. */
export const SHORT = 12;
/** Differences that are listed. */
const MOST_LISTED = 100;

/** The differences in one line each, or a sentence that there are none. */
export function differenceList(differences: readonly Difference[], t: Texts["details"]): TemplateResult {
  if (differences.length === 0) {
    return html`<p class="notice good">${t.same}</p>`;
  }
  const more = differences.length - MOST_LISTED;
  return html`<div class="notice warn" data-test="differences">
    <strong>${t.differences(differences.length)}</strong>
    <ul>
      ${differences.slice(0, MOST_LISTED).map((each) => html`<li class="break">${differenceLine(each, t)}</li>`)}
      ${more > 0 ? html`<li>${t.moreDifferences(more)}</li>` : nothing}
    </ul>
  </div>`;
}

/** One difference in one line. */
export function differenceLine({ what, name, then, now }: Difference, t: Texts["details"]): string {
  const shown = (value: string | undefined): string =>
    value === undefined ? t.absent : what === "commit" ? value.slice(0, SHORT) : value;
  const subject = [t.what(what), name].filter(Boolean).join(" ");
  if (what === "changes") {
    return then === undefined ? t.newChanges : now === undefined ? t.noChanges : t.otherChanges;
  }
  return what === "file" && then !== undefined && now !== undefined
    ? t.changedFile(name ?? "")
    : t.difference(subject, shown(then), shown(now));
}
