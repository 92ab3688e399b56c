import { css, html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { href } from "../app/router";
import { ApiError } from "../service/api";
import {
  type Action,
  CELL_STATES,
  changeExperiment,
  type Experiment,
  endedOf,
  experimentOf,
} from "../service/experiments";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import { MAX_COMPARED, SIMULATION } from "../training/runs";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { duration, moment } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import "./experiment-cells";
import type { ExperimentDialogs } from "./experiment-dialogs";
import "./experiment-dialogs";
import "./experiment-result";
import { CELLS, experimentBadge } from "./state";

/** The pause between two requests: longer for large answers, and long after the end. */
const LIVE_MILLIS = 2_000;
const MILLIS_OF_A_RUN = 8;
const ENDED_MILLIS = 30_000;

/** One experiment: its progress, its runs and its result. Dispatches `deleted`, and `template` with the experiment. */
export class ExperimentView extends ConsoleElement {
  static override properties = {
    item: {},
    query: { attribute: false },
    busy: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      h1:focus {
        outline: none;
      }
      .bar {
        display: block;
        width: 100%;
        height: 0.9rem;
        border-radius: 999px;
        background: var(--surface-raised);
        border: 1px solid var(--border);
        overflow: hidden;
      }
      .bar .good {
        fill: var(--good);
      }
      .bar .bad {
        fill: var(--bad);
      }
      .bar .warn {
        fill: var(--warn);
      }
      .bar .busy {
        fill: var(--accent);
      }
      .bar rect[class=""] {
        fill: none;
      }
      .counts {
        list-style: none;
        margin: 0;
        padding: 0;
      }
    `,
  ];

  /** The id of the experiment. */
  declare item: string;
  declare query: URLSearchParams;
  declare busy: boolean;
  declare error: Error | undefined;

  private readonly experiment = new Resource(() => experimentOf(this.item), this);

  constructor() {
    super();
    this.item = "";
    this.query = new URLSearchParams();
    this.busy = false;
    new Polling(
      this,
      () => this.experiment.load(),
      () => this.pause(),
    );
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("item") && changed.get("item")) {
      this.experiment.value = undefined;
      this.error = undefined;
      void this.experiment.reload();
    }
  }

  /** Moves the focus to the title. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("#title")?.focus();
  }

  override render() {
    const t = this.t.experiments;
    const { value, error } = this.experiment;
    if (!value) {
      return error ? this.refused(error) : html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    return html`<div class="stack">
      ${error ? this.refused(error) : nothing}
      ${this.error ? failure(this.error, this.t) : nothing}
      ${this.head(value)}
      <experiment-result .item=${value.id} .experiment=${value} .query=${this.query}></experiment-result>
      <experiment-cells .experiment=${value} .busy=${this.busy} @again=${(event: CustomEvent<number>) => void this.change("retry", { cells: [event.detail] })}></experiment-cells>
      <experiment-dialogs
        .experiment=${value}
        @stop=${() => void this.change("stop")}
        @deleted=${(event: CustomEvent) => this.dispatchEvent(new CustomEvent("deleted", { detail: event.detail }))}
      ></experiment-dialogs>
      <p class="visually-hidden" role="status">${t.states[value.state]}</p>
    </div>`;
  }

  private refused(error: Error): TemplateResult {
    return error instanceof ApiError && error.status === 404
      ? html`<p class="notice warn" role="alert">${this.t.experiments.gone}</p>`
      : failure(error, this.t, () => void this.experiment.load());
  }

  private head(experiment: Experiment): TemplateResult {
    const t = this.t.experiments;
    const { name, state, reason, own, created, counts, runs, eta_seconds: eta } = experiment;
    const ended = endedOf(counts);
    return html`<section class="card stack" aria-labelledby="title">
      <div class="row spread">
        <div class="row">
          <h1 id="title" class="break" tabindex="-1">${name}</h1>
          ${experimentBadge(state, this.t)}
          ${own ? nothing : html`<span class="badge" title=${t.readOnly}>${t.others}</span>`}
        </div>
        <div class="row">${this.compared(experiment)} ${own ? this.actions(experiment) : nothing}</div>
      </div>
      <p class="muted small">
        ${t.created(moment(created))} · ${t.ended(ended, runs)}${eta === undefined || state !== "running" ? nothing : html` · <span data-test="eta">${t.eta(duration(eta))}</span>`}
      </p>
      ${reason && state === "paused" ? html`<p class="notice warn break">${this.t.simulate.reason(reason)}</p>` : nothing}
      ${this.progress(experiment, ended)}
    </section>`;
  }

  private progress({ counts, runs }: Experiment, ended: number): TemplateResult {
    const t = this.t.experiments;
    const present = CELL_STATES.filter((state) => (counts[state] ?? 0) > 0);
    const texts = present.map((state) => `${t.cellStates[state]}: ${counts[state]}`);
    let x = 0;
    // The policy of the page forbids styles in attributes, so rectangles have the widths.
    const pieces = present.map((state) => {
      const width = counts[state] ?? 0;
      x += width;
      return svg`<rect class=${CELLS[state].tone} x=${x - width} width=${width} height="1"></rect>`;
    });
    return html`<svg class="bar" viewBox="0 0 ${runs} 1" preserveAspectRatio="none" role="progressbar" aria-label=${t.progress}
        aria-valuemin="0" aria-valuemax=${runs} aria-valuenow=${ended} aria-valuetext=${texts.join(", ")}>${pieces}</svg>
      <ul class="row small counts">
        ${present.map((state) => html`<li class="badge ${CELLS[state].tone}" data-cells=${state}>${CELLS[state].sign} ${t.cellStates[state]}: ${counts[state]}</li>`)}
      </ul>`;
  }

  /** The link to the curves of its runs beside the curves of other runs. */
  private compared({ cells }: Experiment): TemplateResult | typeof nothing {
    const runs = cells.flatMap(({ run }) => (run === undefined ? [] : [SIMULATION + run])).slice(0, MAX_COMPARED);
    return runs.length === 0
      ? nothing
      : html`<a class="button" href=${href("training", "", { models: runs, show: ["bands"] })}>${icons.training} ${this.t.experiments.compareRuns}</a>`;
  }

  private actions(experiment: Experiment): TemplateResult {
    const t = this.t.experiments;
    const { state, counts } = experiment;
    const isOpen = state === "running" || state === "paused";
    const failed = (counts.failed ?? 0) + (counts.interrupted ?? 0);
    const isResumable =
      state === "paused" || (state === "stopped" && endedOf(counts) > (counts.completed ?? 0) + failed);
    return html`
      ${failed > 0 ? html`<button ?disabled=${this.busy} @click=${() => void this.change("retry")}>${icons.refresh} ${t.retry(failed)}</button>` : nothing}
      ${state === "running" ? html`<button ?disabled=${this.busy} @click=${() => void this.change("pause")}>${icons.pause} ${t.pause}</button>` : nothing}
      ${isResumable ? html`<button ?disabled=${this.busy} @click=${() => void this.change("resume")}>${icons.play} ${t.resume}</button>` : nothing}
      ${isOpen ? html`<button class="danger" ?disabled=${this.busy} @click=${() => this.dialogs()?.askToStop()}>${icons.stop} ${t.stop}</button>` : nothing}
      <button @click=${() => this.dispatchEvent(new CustomEvent<Experiment>("template", { detail: experiment }))}>${t.template}</button>
      ${isOpen ? nothing : html`<button class="danger" @click=${() => this.dialogs()?.askToDelete()}>${icons.trash} ${t.delete}</button>`}
    `;
  }

  private async change(action: Action, body: object = {}): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      const { id } = await changeExperiment(this.item, action, body);
      if (id === this.item) {
        // A request that was sent before the change must not show the state before it.
        await this.experiment.reload();
      }
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private pause(): number {
    const { value } = this.experiment;
    if (!value) {
      return LIVE_MILLIS;
    }
    const isLive = value.state === "running" || (value.counts.running ?? 0) > 0;
    return isLive ? LIVE_MILLIS + MILLIS_OF_A_RUN * value.runs : ENDED_MILLIS;
  }

  private dialogs(): ExperimentDialogs | null {
    return this.renderRoot.querySelector<ExperimentDialogs>("experiment-dialogs");
  }
}

customElements.define("experiment-view", ExperimentView);
