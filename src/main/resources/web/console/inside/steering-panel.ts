import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { steer, steeringOf } from "../service/inside";
import type { SteeringState } from "../service/inside-types";
import { Polling } from "../service/polling";
import type { FollowedSimulation } from "../service/simulations";
import { metricNames, ofRounds } from "../training/metrics";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { sentenceOf } from "./rules";
import type { RulesEditor } from "./rules-editor";
import "./rules-editor";

/** Another tab, or the run itself, may change the steering. */
const READ_MILLIS = 5_000;

/** Steers a running simulation of the reader: it ends after this round, or by rules. */
export class SteeringPanel extends ConsoleElement {
  static override properties = {
    simulation: { attribute: false },
    steering: { state: true },
    editing: { state: true },
    busy: { state: true },
    saved: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      section {
        border-top: 1px solid var(--border);
        padding-top: 0.7rem;
        gap: 0.6rem;
      }
      ul {
        margin: 0;
        padding-inline-start: 1.2rem;
      }
      h4 {
        margin: 0;
        font-size: 0.9rem;
      }
    `,
  ];

  declare simulation: FollowedSimulation;
  declare steering: SteeringState | undefined;
  declare editing: boolean;
  declare busy: boolean;
  declare saved: boolean;
  declare error: Error | undefined;

  constructor() {
    super();
    this.editing = false;
    this.busy = false;
    this.saved = false;
    new Polling(
      this,
      () => this.load(),
      () => READ_MILLIS,
    );
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.steering = undefined;
      this.editing = false;
      this.saved = false;
      this.error = undefined;
      void this.load();
    }
  }

  override render() {
    const { steering } = this;
    const t = this.t.inside;
    if (!steering) {
      return this.error ? failure(this.error, this.t, () => void this.load()) : nothing;
    }
    return html`<section class="stack" aria-labelledby="steering" data-test="steering">
      <div class="row spread">
        <h3 id="steering">${t.steering}</h3>
        ${steering.steerable ? this.stop(steering) : nothing}
      </div>
      ${
        steering.steerable
          ? html`<div>
              <div role="status" class="small">
                ${steering.stop_after_round ? html`<p class="notice warn" data-test="waits">${t.stopsAfterRound}</p>` : nothing}
              </div>
              ${this.rules(steering)}
            </div>`
          : html`<p class="muted small break">${steering.reason ? t.note(steering.reason) : t.notSteerable}</p>`
      }
      ${this.error ? failure(this.error, this.t) : nothing}
    </section>`;
  }

  private stop({ stop_after_round: isWaiting }: SteeringState): TemplateResult {
    const t = this.t.inside;
    return isWaiting
      ? html`<button ?disabled=${this.busy} @click=${() => this.send({ stop_after_round: false })}>${icons.play} ${t.dontStop}</button>`
      : html`<button title=${t.stopAfterHint} ?disabled=${this.busy} @click=${() => this.send({ stop_after_round: true })}>
          ${icons.stop} ${t.stopAfterRound}
        </button>`;
  }

  private rules({ rules }: SteeringState): TemplateResult {
    const t = this.t.inside;
    if (this.editing) {
      return html`<div class="stack">
        <h4>${t.rules}</h4>
        <rules-editor .names=${this.names()}></rules-editor>
        <div class="row">
          <button class="primary" ?disabled=${this.busy} @click=${this.save}>${t.saveRules}</button>
          <button @click=${this.leave}>${t.cancel}</button>
        </div>
      </div>`;
    }
    return html`<div class="row spread small">
      ${
        rules.length === 0
          ? html`<span class="muted">${t.noRules}</span>`
          : html`<div>
              <h4>${t.rules}</h4>
              <ul data-test="rules">${rules.map((rule) => html`<li class="break">${sentenceOf(rule, this.t)}</li>`)}</ul>
            </div>`
      }
      <button class="plain" id="change" @click=${this.edit}>${icons.edit} ${t.changeRules}</button>
    </div>
    <p class="small muted" role="status">${this.saved ? t.rulesSaved : ""}</p>`;
  }

  /** The metrics of the rounds so far. */
  private names(): string[] {
    const { rounds, record } = this.simulation;
    const names = metricNames([ofRounds(rounds.length > 0 ? rounds : (record?.rounds ?? []))]);
    return names.length > 0 ? names : ["accuracy", "loss"];
  }

  private edit(): void {
    this.editing = true;
    this.saved = false;
    void this.updateComplete.then(async () => {
      const editor = this.editor();
      editor?.fill(this.steering?.rules ?? []);
      await editor?.updateComplete;
      editor?.renderRoot.querySelector<HTMLElement>("select, button")?.focus();
    });
  }

  private leave(): void {
    this.editing = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#change")?.focus());
  }

  private async save(): Promise<void> {
    const rules = this.editor()?.read();
    if (rules && (await this.send({ rules }))) {
      this.saved = true;
      this.leave();
    }
  }

  private editor(): RulesEditor | null {
    return this.renderRoot.querySelector<RulesEditor>("rules-editor");
  }

  /** Changes a part of the steering. The other part stays as the service has it now. */
  private async send(change: Partial<Pick<SteeringState, "stop_after_round" | "rules">>): Promise<boolean> {
    const { simulation } = this;
    this.busy = true;
    this.error = undefined;
    try {
      const { stop_after_round: stop, rules } = await steeringOf(simulation.id);
      const steering = await steer(simulation.id, { stop_after_round: stop, rules, ...change });
      if (simulation === this.simulation) {
        this.steering = steering;
      }
      return true;
    } catch (failed) {
      if (simulation === this.simulation) {
        this.error = failed as Error;
      }
      return false;
    } finally {
      this.busy = false;
    }
  }

  private async load(): Promise<void> {
    const { simulation } = this;
    if (!simulation || this.busy) {
      return;
    }
    try {
      const steering = await steeringOf(simulation.id);
      if (simulation === this.simulation && !this.busy) {
        this.steering = steering;
        this.error = undefined;
      }
    } catch (failed) {
      // A panel that is shown stays: the next request may succeed.
      if (simulation === this.simulation && !this.steering) {
        this.error = failed as Error;
      }
    }
  }
}

customElements.define("steering-panel", SteeringPanel);
