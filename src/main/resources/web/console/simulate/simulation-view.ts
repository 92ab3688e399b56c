import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { pageTitle } from "../app/page-title";
import { href } from "../app/router";
import type { RunSettings } from "../service/inside-types";
import { models } from "../service/models";
import { runName } from "../service/run-name";
import { newest } from "../service/series";
import "../evaluate/live-accuracy";
import "../inside/run-checkpoints";
import "../inside/run-clients";
import "../inside/run-costs";
import { faultsBadge, runMarks } from "../inside/run-marks";
import "../inside/steering-panel";
import { share } from "../service/share";
import { logOf, stop } from "../service/simulation-list";
import type { FollowedSimulation } from "../service/simulations";
import type { ParameterValue, SimulationState, WrittenModel } from "../service/types";
import type { LogView } from "../terminal/log-view";
import "../terminal/log-view";
import { medianSeconds } from "../training/metrics";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { duration, metric } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { keptModels } from "./kept-models";
import { reasonOf } from "./reason";
import "./run-charts";
import "./run-origin";
import "./run-resources";
import "./run-tools";
import { simulationStyles } from "./simulation-styles";
import { stateBadge } from "./state";

const TICK_MILLIS = 1_000;
/** Models that a finished simulation shows; the view of the models has all. */
const MODELS_SHOWN = 8;

/** The parameters and the settings of a simulation that is to be run again. */
export interface Again {
  parameters: Record<string, ParameterValue>;
  settings: RunSettings | undefined;
}

/** One simulation: its state, its curves, its clients and its log. Dispatches `again` with its parameters. */
export class SimulationView extends ConsoleElement {
  static override properties = { simulation: { attribute: false }, error: { state: true }, stopping: { state: true } };
  static override styles = [shared, simulationStyles];

  declare simulation: FollowedSimulation;
  declare error: Error | undefined;
  declare stopping: boolean;

  private watched: FollowedSimulation | undefined;
  /** The simulation that the open dialog asks about, and the simulation whose log is being downloaded. */
  private asked: FollowedSimulation | undefined;
  private fetching: FollowedSimulation | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly changed = (): void => this.requestUpdate();
  private readonly grown = (): void => this.renderRoot.querySelector<LogView>("log-view")?.changed();

  constructor() {
    super();
    this.stopping = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.simulation.ended || this.requestUpdate(), TICK_MILLIS);
    models.addEventListener("change", this.changed);
    this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    models.removeEventListener("change", this.changed);
    pageTitle.note = "";
    this.unwatch();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.error = undefined;
      this.stopping = false;
      this.renderRoot.querySelector("dialog")?.close();
      this.watch();
    }
  }

  /** Names the round or the end in the title of the tab. */
  override updated(): void {
    const { simulation } = this;
    const { state } = simulation;
    if (this.isConnected) {
      pageTitle.note = !state ? "" : state === "running" ? this.roundText(simulation) : this.t.simulate.states[state];
    }
  }

  /** Moves the focus to the title. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("#title")?.focus();
  }

  override render() {
    const { simulation } = this;
    if (simulation.refusal && simulation.seq === 0) {
      return this.refused(simulation);
    }
    const rounds = simulation.knownRounds;
    return html`<div class="stack">
      ${simulation.refusal ? html`<div class="notice warn" role="alert">${simulation.refusal}</div>` : nothing}
      ${this.head(simulation)}
      <run-charts .rounds=${rounds} .earlier=${simulation.earlier} .count=${rounds.length} .end=${simulation.ended ? undefined : simulation.totalRounds} .parent=${share.isOpen ? undefined : simulation.record?.parent}></run-charts>
      ${share.isOpen || !simulation.record ? nothing : this.inside(simulation, rounds.length)}
      <log-view .buffer=${simulation.log} .labels=${this.t.log} @download=${this.download}></log-view>
      ${this.confirmation()}
    </div>`;
  }

  /** The observation of the run. The page of a link does not have it. */
  private inside(simulation: FollowedSimulation, rounds: number): TemplateResult {
    const { state, own, record } = simulation;
    const version = `${state} ${rounds}`;
    return html`<run-clients .simulation=${simulation} .state=${state} .own=${own} .record=${record}></run-clients>
      <live-accuracy .simulation=${simulation}></live-accuracy>
      <run-costs .simulation=${simulation} .version=${version}></run-costs>
      <run-checkpoints .simulation=${simulation} .version=${version}></run-checkpoints>`;
  }

  private refused({ refusal, refusalStatus }: FollowedSimulation): TemplateResult {
    const t = this.t.simulate;
    return html`<div class="notice warn" role="alert">
      <p>${refusalStatus === 403 ? t.hidden : refusalStatus === 404 ? t.gone : t.unreadable}</p>
      ${refusalStatus === 403 || refusalStatus === 404 ? nothing : html`<p class="small break">${refusal}</p>`}
    </div>`;
  }

  private head(simulation: FollowedSimulation): TemplateResult {
    const t = this.t.simulate;
    const { record } = simulation;
    return html`<section class="card stack head" aria-labelledby="title">
      <div class="row spread">
        <div class="row">
          <h2 id="title" class="break" tabindex="-1">${record ? runName(record) : simulation.id}</h2>
          ${simulation.state ? stateBadge(simulation.state, this.t) : nothing}
          ${simulation.own === false && !share.isOpen ? html`<span class="badge" title=${t.readOnly}>${t.others}</span>` : nothing}
          ${record ? faultsBadge(record, this.t) : nothing}
          ${simulation.trouble ? html`<span class="badge warn">${t.troubles(simulation.trouble)}</span>` : nothing}
        </div>
        <div class="row">${this.actions(simulation)}</div>
      </div>
      ${this.progress(simulation)}
      ${record && !share.isOpen ? runMarks(record, this.t, () => this.again(false)) : nothing}
      ${simulation.own && !share.isOpen && isSteered(simulation.state) ? html`<steering-panel .simulation=${simulation}></steering-panel>` : nothing}
      <run-resources .usage=${simulation.usage} .rounds=${(simulation.ended && record?.resources?.rounds) || []}></run-resources>
      ${simulation.command ? html`<code class="small muted" title=${simulation.command}>${short(simulation.command)}</code>` : nothing}
      <div role="status">${this.end(simulation)}</div>
      ${simulation.earlier.length > 0 ? html`<p class="notice small" data-test="trainings">${this.t.inside.trainings(simulation.earlier.length + 1)}</p>` : nothing}
      ${this.overwritten(simulation)}
      ${record && !share.isOpen ? html`${keptModels(record, this.t)}<run-origin .record=${record}></run-origin>` : nothing}
      <run-tools .simulation=${simulation}></run-tools>
      ${this.error ? failure(this.error, this.t) : nothing}
    </section>`;
  }

  private actions(simulation: FollowedSimulation): TemplateResult | typeof nothing {
    const t = this.t.simulate;
    if (!simulation.state || share.isOpen) {
      return nothing;
    }
    if (!simulation.ended) {
      if (!simulation.own) {
        return simulation.own === false ? html`<span class="small muted">${t.readOnly}</span>` : nothing;
      }
      return html`<button class="danger" ?disabled=${this.stopping} @click=${this.ask}>
        ${icons.stop} ${this.stopping ? t.stopping : t.stop}
      </button>`;
    }
    const { record } = simulation;
    const written = (record?.models ?? []).filter(isUnchanged).map(({ id }) => id);
    const shown = newest(written, models.list ?? []).slice(0, MODELS_SHOWN);
    return html`${shown.map(
      (id) => html`<a class="button primary" href=${href("predict", "", { models: [id] })}>
        ${icons.predict} <span class="break">${t.predictWith(models.titleOf(id))}</span>
      </a>`,
    )}
    ${written.length > shown.length ? html`<a class="button" href=${href("models")}>${t.allModels(written.length)}</a>` : nothing}
    ${record ? html`<button @click=${() => this.again(true)}>${icons.refresh} ${t.again}</button>` : nothing}`;
  }

  /** The last round that is complete; 0 before the first one. */
  private reached({ knownRounds: rounds }: FollowedSimulation): number {
    return rounds[rounds.length - 1]?.round ?? 0;
  }

  /** The round that is being trained, or the last one of a simulation that does not run. */
  private roundText(simulation: FollowedSimulation): string {
    const t = this.t.simulate;
    const { totalRounds, state } = simulation;
    const reached = this.reached(simulation);
    if (state !== "running" || (totalRounds !== undefined && reached >= totalRounds)) {
      return t.roundOf(reached, totalRounds);
    }
    return reached === 0 ? t.beforeFirst(totalRounds) : t.roundOf(reached + 1, totalRounds);
  }

  private progress(simulation: FollowedSimulation): TemplateResult {
    const t = this.t.simulate;
    const { record, totalRounds } = simulation;
    const reached = this.reached(simulation);
    // The environment may be made before the start, which takes minutes.
    const begun = record?.started ?? (simulation.state === "starting" ? record?.requested : undefined);
    const from = Date.parse(begun ?? "");
    const each = medianSeconds(simulation.knownRounds);
    const to = record?.ended ? Date.parse(record.ended) : Date.now();
    return html`<div class="row spread small muted">
        <span>${simulation.place ? t.place(simulation.place) : simulation.state ? this.roundText(simulation) : nothing}</span>
        <span class="number">
          ${Number.isNaN(from) ? "" : t.elapsed(duration((to - from) / 1000))}
          ${each === undefined ? nothing : html`<span data-test="each">· ${t.perRound(metric(each))}</span>`}
          ${!simulation.ended && simulation.etaSeconds !== undefined ? html`<span data-test="eta">· ${this.t.details.left(duration(simulation.etaSeconds))}</span>` : nothing}
        </span>
      </div>
      ${
        totalRounds
          ? html`<progress max=${totalRounds} value=${reached} aria-label=${t.roundOf(reached, totalRounds)}></progress>`
          : nothing
      }`;
  }

  /** The end of the simulation and its reason, in the reader's language. */
  private end(simulation: FollowedSimulation): TemplateResult | typeof nothing {
    const reason = reasonOf(simulation);
    // The state is shown beside the title.
    const by = simulation.ended ? simulation.record?.stopped_by : undefined;
    if (!simulation.state || !simulation.ended || (simulation.state === "completed" && !reason.detail && !by)) {
      return nothing;
    }
    const t = this.t.simulate;
    const tone = simulation.state === "completed" ? "good" : simulation.state === "failed" ? "bad" : "warn";
    const { line } = reason;
    // The sentence about the rule replaces the service's own one.
    const detail = by && simulation.state === "completed" ? (by.rule === "requested" ? "" : by.detail) : reason.detail;
    return html`<div class="notice ${tone} reason" data-test="reason">
      <strong>${t.ends(simulation.state, simulation.record?.exit_code)}</strong>
      ${by ? html`<p data-test="rule">${this.t.inside.endedBy(by.rule, by.round)}</p>` : nothing}
      ${detail ? html`<code class="break">${t.reason(detail)}</code>` : nothing}
      ${reason.cause ? html`<p class="small" data-test="cause">${t.reason(reason.cause)}</p>` : nothing}
      ${
        reason.where
          ? html`<p class="small" data-test="where">${t.where}: <code class="break">${reason.where}</code></p>`
          : nothing
      }
      ${reason.remedy ? html`<p class="small" data-test="remedy">${t.reason(reason.remedy)}</p>` : nothing}
      ${
        reason.lastLines.length > 0
          ? html`<details class="small" data-test="last-lines">
              <summary>${t.lastLines}</summary>
              <pre class="break">${reason.lastLines.join("\n")}</pre>
            </details>`
          : nothing
      }
      ${
        line === undefined
          ? nothing
          : html`<button class="small to-line" @click=${() => this.goTo(line)}>${t.toLine(simulation.log.numberOf(line))} ↓</button>`
      }
    </div>`;
  }

  /** The models that were overwritten or removed after the simulation. */
  private overwritten({ record, ended }: FollowedSimulation): TemplateResult | typeof nothing {
    const t = this.t.simulate;
    const others = ended && !share.isOpen ? (record?.models ?? []).filter((model) => !isUnchanged(model)) : [];
    if (others.length === 0) {
      return nothing;
    }
    return html`<div class="notice warn stack">
      ${others.slice(0, MODELS_SHOWN).map(
        (model) => html`<div class="row spread">
          <span class="break">${model.missing ? t.missing(models.titleOf(model.id)) : t.overwritten(models.titleOf(model.id))}</span>
          ${
            model.missing
              ? nothing
              : html`<a class="small" href=${href("predict", "", { models: [model.id] })}>${t.predictAnyway}</a>`
          }
        </div>`,
      )}
    </div>`;
  }

  private goTo(line: number): void {
    this.renderRoot.querySelector<LogView>("log-view")?.goTo(line);
  }

  private confirmation(): TemplateResult {
    const t = this.t.simulate;
    return html`<dialog aria-labelledby="question">
      <form method="dialog" class="stack" @submit=${this.confirmed}>
        <h2 id="question">${t.stopQuestion}</h2>
        <p class="muted">${t.stopExplained}</p>
        <div class="row">
          <button class="danger" value="stop">${t.stop}</button>
          <button value="" autofocus>${t.keepRunning}</button>
        </div>
      </form>
    </dialog>`;
  }

  private watch(): void {
    if (this.simulation && this.watched !== this.simulation) {
      this.unwatch();
      this.watched = this.simulation;
      this.watched.addEventListener("change", this.changed);
      this.watched.addEventListener("log", this.grown);
      this.watched.watch(true);
    }
  }

  private unwatch(): void {
    this.watched?.removeEventListener("change", this.changed);
    this.watched?.removeEventListener("log", this.grown);
    this.watched?.watch(false);
    this.watched = undefined;
  }

  private ask(): void {
    this.asked = this.simulation;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  private async confirmed(event: SubmitEvent): Promise<void> {
    const { asked } = this;
    if ((event.submitter as HTMLButtonElement | null)?.value !== "stop" || !asked || asked !== this.simulation) {
      return;
    }
    this.stopping = true;
    this.error = undefined;
    // The pressed button has been removed.
    void this.updateComplete.then(() => this.focus());
    try {
      await stop(asked.id);
    } catch (failed) {
      if (asked === this.simulation) {
        this.stopping = false;
        this.error = failed as Error;
      }
    }
  }

  /** @param faults whether the simulated faults are played again, too */
  private again(faults: boolean): void {
    const { parameters, run_settings: settings } = this.simulation.record ?? {};
    const { what_if: played, ...others } = settings ?? {};
    const detail: Again = { parameters: parameters ?? {}, settings: faults ? settings : others };
    this.dispatchEvent(new CustomEvent<Again>("again", { detail }));
  }

  private async download(): Promise<void> {
    const { simulation } = this;
    if (this.fetching === simulation) {
      return;
    }
    this.fetching = simulation;
    try {
      save(await logOf(simulation.id), `${simulation.id}.log`);
    } catch (failed) {
      this.error = failed as Error;
    }
    this.fetching = undefined;
  }
}

/** Whether the file still has the content that the simulation wrote. */
function isUnchanged(model: WrittenModel): boolean {
  return !model.overwritten && !model.missing;
}

/** Whether a simulation may be steered: it has not ended. */
function isSteered(state: SimulationState | undefined): boolean {
  return state === "queued" || state === "starting" || state === "running";
}

/** The command without the folder of its program. */
function short(command: string): string {
  return command.replace(/^('[^']*'|\S+)/, (program) => program.slice(program.lastIndexOf("/") + 1).replace("'", ""));
}

customElements.define("simulation-view", SimulationView);
