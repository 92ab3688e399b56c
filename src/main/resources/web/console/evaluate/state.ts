import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { EvaluationState } from "../service/evaluations";

const TONES: Record<EvaluationState, string> = {
  queued: "",
  running: "busy",
  completed: "good",
  failed: "bad",
  stopped: "warn",
  interrupted: "warn",
};

export function evaluationBadge(state: EvaluationState, t: Texts): TemplateResult {
  return html`<span class="badge ${TONES[state]}" data-state=${state}>${t.evaluations.states[state] ?? state}</span>`;
}
