import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { href } from "../app/router";
import type { SimulationItem, SimulationRecord } from "../service/types";
import { icons } from "../ui/icons";
import { faultSentences, hasFaults } from "./faults";

/** The mark of a run with simulated faults. */
export function faultsBadge(run: SimulationItem | SimulationRecord, t: Texts): TemplateResult | typeof nothing {
  return hasFaults(run as SimulationItem)
    ? html`<span class="badge warn" title=${t.inside.simulatedFaultsTitle} data-test="faults">${icons.faults} ${t.inside.simulatedFaults}</span>`
    : nothing;
}

/** The run that this run continues, and the faults that were simulated in this run. */
export function runMarks(record: SimulationRecord, t: Texts, clean: () => void): TemplateResult | typeof nothing {
  const { parent, run_settings: settings } = record;
  const faults = settings?.what_if ? faultSentences(settings.what_if, t.inside) : [];
  return html`${
    parent
      ? html`<p class="small break" data-test="parent">${t.inside.parent(parent.round)} <a href=${href("simulate", parent.id)}>${parent.id}</a></p>`
      : nothing
  }
  ${
    faults.length > 0
      ? html`<div class="notice warn small" data-test="played">
          <div class="row spread">
            <strong>${t.inside.playedFaults}</strong>
            <button class="plain" @click=${clean}>${icons.refresh} ${t.inside.withoutFaults}</button>
          </div>
          <ul>${faults.map((each) => html`<li>${each}</li>`)}</ul>
        </div>`
      : nothing
  }`;
}
