import { html, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { CellState, ExperimentState } from "../service/experiments";

const TONES: Record<ExperimentState, string> = { running: "busy", paused: "warn", stopped: "warn", completed: "good" };

/** The look of the state of a cell. The signs make states differ without their colours. */
export const CELLS: Record<CellState, { tone: string; sign: string }> = {
  completed: { tone: "good", sign: "✓" },
  failed: { tone: "bad", sign: "✗" },
  interrupted: { tone: "bad", sign: "!" },
  stopped: { tone: "warn", sign: "■" },
  deleted: { tone: "warn", sign: "–" },
  running: { tone: "busy", sign: "▶" },
  waiting: { tone: "", sign: "…" },
};

/** An experiment's state as a badge. */
export function experimentBadge(state: ExperimentState, t: Texts): TemplateResult {
  return html`<span class="badge ${TONES[state] ?? ""}" data-state=${state}>
    ${state === "running" ? html`<span class="busy-dot"></span>` : ""}${t.experiments.states[state] ?? state}
  </span>`;
}
