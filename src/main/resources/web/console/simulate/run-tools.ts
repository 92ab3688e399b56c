import { css, html, nothing } from "lit";
import { go, href } from "../app/router";
import type { DeleteDialog } from "../runs/delete-dialog";
import "../runs/delete-dialog";
import type { LabelsDialog } from "../runs/labels-dialog";
import "../runs/labels-dialog";
import { share } from "../service/share";
import { archiveOf } from "../service/simulation-list";
import { type FollowedSimulation, simulations } from "../service/simulations";
import type { Deletion } from "../service/types";
import type { ShareDialog } from "../shared/share-dialog";
import "../shared/share-dialog";
import { SIMULATION } from "../training/runs";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { moment } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import type { ExactDialog } from "./exact-dialog";
import "./exact-dialog";

/** The labels of a simulation, and the actions for it: compare, edit, delete. */
export class RunTools extends ConsoleElement {
  static override properties = {
    simulation: { attribute: false },
    refused: { state: true },
    exporting: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      .notes {
        white-space: pre-wrap;
      }
      /* The buttons have no border, so their texts begin and end where other texts do. */
      .tools {
        margin-inline: -0.5rem;
      }
    `,
  ];

  declare simulation: FollowedSimulation;
  /** The reason why the simulation was not deleted. */
  declare refused: string;
  /** The id of the simulation whose archive is requested; empty if none is. */
  declare exporting: string;
  declare error: Error | undefined;

  private watched: FollowedSimulation | undefined;
  private readonly changed = (): void => this.requestUpdate();

  constructor() {
    super();
    this.refused = "";
    this.exporting = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watched?.removeEventListener("change", this.changed);
    this.watched = undefined;
  }

  override willUpdate(): void {
    if (this.watched !== this.simulation) {
      this.watched?.removeEventListener("change", this.changed);
      this.watched = this.simulation;
      this.watched.addEventListener("change", this.changed);
      this.refused = "";
      this.error = undefined;
    }
  }

  override render() {
    const { record, ended, own, rounds } = this.simulation;
    if (!record) {
      return nothing;
    }
    const t = this.t.runs;
    // A record that the service stored before an end has no rounds yet.
    const hasRounds = rounds.length > 0 || record.rounds.length > 0;
    return html`<div class="stack">
      <div class="row spread">
        <div class="row">
          ${record.name ? html`<span class="muted small">${this.t.simulate.requested(moment(record.requested))}</span>` : nothing}
          ${record.pinned ? html`<span class="badge">${icons.pin} <span title=${this.t.details.exempt}>${t.pinned}</span></span>` : nothing}
          ${record.archived ? html`<span class="badge warn">${t.isArchived}</span>` : nothing}
          ${(record.tags ?? []).map((tag) => html`<span class="badge break">${tag}</span>`)}
        </div>
        <div class="row tools">
          ${hasRounds && !share.isOpen ? html`<a class="button plain" href=${href("training", "", { models: [SIMULATION + record.id] })}>${icons.training} ${t.compare}</a>` : nothing}
          ${ended && !share.isOpen ? html`<button class="plain" @click=${this.exact}>${icons.refresh} ${this.t.details.exact}</button>` : nothing}
          ${share.isOpen ? nothing : html`<button class="plain" ?disabled=${this.exporting !== ""} title=${this.t.details.exportHint} @click=${this.export}>${icons.download} ${this.t.details.export}</button>`}
          ${own === false ? nothing : html`<button class="plain" @click=${this.openShares}>${icons.share} ${this.t.share.open}</button>`}
          ${own === false ? nothing : html`<button class="plain" @click=${this.edit}>${icons.edit} ${t.edit}</button>`}
          ${own !== false && ended ? html`<button class="plain" @click=${this.ask}>${icons.trash} ${t.delete}</button>` : nothing}
        </div>
      </div>
      ${record.notes ? html`<p class="small break notes">${record.notes}</p>` : nothing}
      ${this.refused ? html`<div class="notice bad" role="alert">${this.refused}</div>` : nothing}
      ${this.error ? failure(this.error, this.t) : nothing}
    </div>
    <labels-dialog @saved=${this.saved}></labels-dialog>
    <exact-dialog></exact-dialog>
    <delete-dialog @deleted=${this.deleted}></delete-dialog>
    <share-dialog></share-dialog>`;
  }

  private edit(): void {
    void this.renderRoot.querySelector<LabelsDialog>("labels-dialog")?.edit(this.simulation);
  }

  private openShares(): void {
    void this.renderRoot.querySelector<ShareDialog>("share-dialog")?.open(this.simulation.id);
  }

  private ask(): void {
    const { record } = this.simulation;
    if (record) {
      void this.renderRoot.querySelector<DeleteDialog>("delete-dialog")?.ask([record]);
    }
  }

  private exact(): void {
    const { record } = this.simulation;
    if (record) {
      void this.renderRoot.querySelector<ExactDialog>("exact-dialog")?.ask(record);
    }
  }

  private async export(): Promise<void> {
    const { id } = this.simulation;
    this.exporting = id;
    this.error = undefined;
    try {
      save(await archiveOf(id), `${id}.zip`);
    } catch (failed) {
      if (id === this.simulation.id) {
        this.error = failed as Error;
      }
    }
    this.exporting = "";
  }

  private saved(): void {
    void this.simulation.refresh();
    simulations.dispatchEvent(new Event("change"));
  }

  private deleted(event: CustomEvent<Deletion>): void {
    const { id } = this.simulation;
    const reason = event.detail.refused[id];
    if (reason !== undefined) {
      this.refused = this.t.runs.reason(reason);
      return;
    }
    simulations.forget(id);
    simulations.dispatchEvent(new Event("change"));
    go(href("simulate"));
  }
}

customElements.define("run-tools", RunTools);
