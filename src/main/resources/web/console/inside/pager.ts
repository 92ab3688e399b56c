import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { icons } from "../ui/icons";

/** The buttons for the pages of a long list; nothing if there is one page. */
export function pager(
  { page, pages }: { page: number; pages: number },
  t: Texts["inside"],
  visit: (page: number) => void,
): TemplateResult | typeof nothing {
  return pages <= 1
    ? nothing
    : html`<div class="row small" data-test="pager">
        <button class="plain" aria-label=${t.previous} ?disabled=${page === 0} @click=${() => visit(page - 1)}>${icons.back}</button>
        <span role="status">${t.page(page + 1, pages)}</span>
        <button class="plain" aria-label=${t.next} ?disabled=${page >= pages - 1} @click=${() => visit(page + 1)}>${icons.forward}</button>
      </div>`;
}
