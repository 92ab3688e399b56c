import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { SimulationState } from "../service/types";

const TONES: Record<SimulationState, string> = {
  queued: "",
  starting: "busy",
  running: "busy",
  stopping: "warn",
  completed: "good",
  failed: "bad",
  stopped: "warn",
  interrupted: "warn",
};

/** A simulation's state as a badge. */
export function stateBadge(state: SimulationState, t: Texts): TemplateResult {
  const busy = state === "running" || state === "starting";
  return html`<span class="badge ${TONES[state] ?? ""}" data-state=${state}>
    ${busy ? html`<span class="busy-dot"></span>` : ""}${t.simulate.states[state] ?? state}
  </span>`;
}
