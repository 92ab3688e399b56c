import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { href } from "../app/router";
import { checkpointsOf } from "../service/inside";
import type { Checkpoint } from "../service/inside-types";
import { Resource } from "../service/resource";
import { unobserved } from "../service/run-clients";
import type { FollowedSimulation } from "../service/simulations";
import { isDeployable } from "../simulate/kept-models";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { shownMetric } from "./client-columns";
import type { ResumeDialog } from "./resume-dialog";
import { latest } from "./resumed";
import "./resume-dialog";

/** The metrics of a checkpoint that are shown. */
const MAX_METRICS = 3;
const MAIN = ["accuracy", "loss"];

/** The checkpoints of a run: each can be used as a model, and continued by a new run. */
export class RunCheckpoints extends ConsoleElement {
  static override properties = { simulation: { attribute: false }, version: {} };
  static override styles = [
    shared,
    css`
      td,
      th {
        white-space: nowrap;
      }
      td.actions .row {
        justify-content: end;
        flex-wrap: nowrap;
      }
    `,
  ];

  declare simulation: FollowedSimulation;
  /** The state and the number of rounds. The checkpoints are read again when it changes. */
  declare version: string;

  /** The observer writes the checkpoints, so a run that was not observed has none. */
  private readonly checkpoints = new Resource(
    async () =>
      unobserved(this.simulation.record)
        ? []
        : (this.simulation.takeCheckpoints() ?? checkpointsOf(this.simulation.id)),
    this,
  );

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.checkpoints.value = undefined;
    }
    if (changed.get("simulation") !== undefined || changed.get("version") !== undefined) {
      void this.checkpoints.reload();
    }
  }

  override render() {
    const t = this.t.inside;
    const { error } = this.checkpoints;
    const list = this.listed();
    const last = latest(list);
    if (error && list.length === 0) {
      return html`<section class="card">${failure(error, this.t, () => void this.checkpoints.load())}</section>`;
    }
    if (!last) {
      return nothing;
    }
    return html`<section class="card stack" aria-labelledby="checkpoints" data-test="checkpoints">
      <div class="row spread">
        <h2 id="checkpoints">${t.checkpoints}</h2>
        ${this.simulation.ended ? html`<button @click=${() => this.resume(last)}>${icons.play} ${t.continue}</button>` : nothing}
      </div>
      <div class="table-scroll" tabindex="0" role="group" aria-label=${t.checkpointTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t.round}</th>
              <th scope="col">${t.fileName}</th>
              <th scope="col" class="number">${t.size}</th>
              <th scope="col">${this.t.training.metrics}</th>
              <th scope="col"><span class="visually-hidden">${this.t.models.predict}</span></th>
            </tr>
          </thead>
          <tbody>${list.map((each) => this.row(each))}</tbody>
        </table>
      </div>
      <resume-dialog></resume-dialog>
    </section>`;
  }

  private row(checkpoint: Checkpoint): TemplateResult {
    const t = this.t.inside;
    const { round, file, bytes, best, metrics = {}, model_id: model } = checkpoint;
    const names = Object.keys(metrics).sort(mainFirst).slice(0, MAX_METRICS);
    return html`<tr data-round=${round}>
      <th scope="row">${round} ${best ? html`<span class="badge good">★ ${t.best}</span>` : nothing}</th>
      <td class="mono">${model ?? file.slice(file.lastIndexOf("/") + 1)}</td>
      <td class="number">${size(bytes)}</td>
      <td>${names.map((name) => html`<div>${this.t.training.metric(name)}: ${shownMetric(metrics[name])}</div>`)}</td>
      <td class="actions">
        <div class="row">
          ${
            model
              ? html`<a class="button plain" href=${href("predict", "", { models: [model] })} aria-label=${this.t.details.predictOne(model)}>${icons.predict} ${this.t.models.predict}</a>
                ${isDeployable(file) ? html`<a class="button plain" href=${href("models", "", { deploy: [model] })} aria-label=${this.t.details.deployOne(model)}>${icons.swap} ${this.t.details.deploy}</a>` : nothing}`
              : html`<span class="muted small">${t.noModel}</span>`
          }
          ${this.simulation.ended ? html`<button class="plain" aria-label=${t.continueFrom(round)} title=${t.continueFrom(round)} @click=${() => this.resume(checkpoint)}>${icons.play}</button>` : nothing}
        </div>
      </td>
    </tr>`;
  }

  /** The latest round first. */
  private listed(): Checkpoint[] {
    return [...(this.checkpoints.value ?? [])].sort((a, b) => b.round - a.round);
  }

  private resume({ round }: Checkpoint): void {
    const { id, totalRounds } = this.simulation;
    void this.renderRoot.querySelector<ResumeDialog>("resume-dialog")?.ask(id, this.listed(), round, totalRounds);
  }
}

/** Accuracy and loss first. */
function mainFirst(a: string, b: string): number {
  return Number(MAIN.includes(b)) - Number(MAIN.includes(a)) || a.localeCompare(b);
}

customElements.define("run-checkpoints", RunCheckpoints);
