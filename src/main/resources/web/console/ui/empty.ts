import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { href } from "../app/router";
import { icons } from "./icons";

/** A card in the place of a list that is empty: what would be there, and a way to the first simulation, which fills it. */
export function empty(text: string | TemplateResult, t: Texts): TemplateResult {
  return html`<div class="card stack empty">
    <p class="muted">${text}</p>
    <div><a class="button primary" href=${href("simulate")}>${icons.play} ${t.firstSimulation}</a></div>
  </div>`;
}
