import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { ApiError } from "../service/api";
import { failure } from "../ui/failure";

/**
 * A text that weights are being read, or the reason why they cannot be read. A request that may succeed later is
 * repeated by itself.
 */
export function reading(error: Error | undefined, t: Texts, again: () => void): TemplateResult {
  const passes = error instanceof ApiError && error.passes;
  if (!error || passes) {
    return html`<div role="status" class="stack">
      <p class="row muted"><span class="busy-dot"></span> ${t.weights.reading}</p>
      ${passes ? html`<p class="small muted break">${error.status === 0 ? t.failures(0) : t.runs.reason(error.message)}</p>` : ""}
    </div>`;
  }
  return error instanceof ApiError && error.status === 422
    ? html`<div class="notice warn" role="status" data-test="unread">
        <strong>${t.weights.unread}</strong>
        <p class="small break">${t.runs.reason(error.message)}</p>
      </div>`
    : failure(error, t, again);
}
