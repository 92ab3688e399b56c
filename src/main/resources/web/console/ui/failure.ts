import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { ApiError } from "../service/api";

/** An error in the reader's language, with the service's own message below it and a button to try again. */
export function failure(error: Error, t: Texts, again?: () => void): TemplateResult {
  const status = error instanceof ApiError ? error.status : -1;
  return html`<div class="notice bad" role="alert">
    <div class="row spread">
      <strong>${t.failures(status)}</strong>
      ${again ? html`<button @click=${again}>${t.again}</button>` : ""}
    </div>
    ${status > 0 && error.message ? html`<p class="small break">${t.runs.reason(error.message)}</p>` : ""}
  </div>`;
}
