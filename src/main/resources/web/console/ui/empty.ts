import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { href } from "../app/router";
import { icons } from "./icons";

/** A card in place of an empty list, with a link to the first simulation, which fills the list. */
export function empty(text: string | TemplateResult, t: Texts): TemplateResult {
  return html`<div class="card stack empty">
    <p class="muted">${text}</p>
    <div><a class="button primary" href=${href("simulate")}>${icons.play} ${t.firstSimulation}</a></div>
  </div>`;
}
