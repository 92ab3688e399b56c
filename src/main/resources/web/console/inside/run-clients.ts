import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { clientsFile } from "../service/inside";
import type { ClientNode, RunClients } from "../service/inside-types";
import { FollowedClients, unobserved } from "../service/run-clients";
import type { FollowedSimulation } from "../service/simulations";
import { isFinal, type SimulationRecord, type SimulationState } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import "./client-charts";
import { nodeColumns } from "./client-columns";
import { insideStyles } from "./inside-styles";
import "./round-clients";
import { flagsOf } from "./rows";
import "./sorted-table";

/** The clients of a run: all clients over all rounds, a chart for each client, and the clients of one round. */
export class RunClientsElement extends ConsoleElement {
  static override properties = {
    simulation: { attribute: false },
    state: { attribute: false },
    own: { attribute: false },
    record: { attribute: false },
    only: { state: true },
    charts: { state: true },
    round: { state: true },
    saving: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    insideStyles,
    css`
      .facts-line {
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare simulation: FollowedSimulation;
  /** The state of the simulation. The clients are followed while it runs. */
  declare state: SimulationState | undefined;
  /** Whether the service sends the events of the simulation to this page. */
  declare own: boolean | undefined;
  declare record: SimulationRecord | undefined;
  /** Whether only marked clients are listed. */
  declare only: boolean;
  /** Whether the charts and the table of a round are open. */
  declare charts: boolean;
  declare round: boolean;
  declare saving: boolean;
  declare error: Error | undefined;

  private followed: FollowedClients | undefined;
  private readonly changed = (): void => this.requestUpdate();

  constructor() {
    super();
    this.only = false;
    this.charts = false;
    this.round = false;
    this.saving = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override willUpdate(changed: PropertyValues): void {
    if (this.followed?.id !== this.simulation.id) {
      this.leave();
      this.followed = new FollowedClients(this.simulation.id, this.simulation.takeClients());
      this.followed.addEventListener("change", this.changed);
    }
    if (changed.has("simulation")) {
      this.error = undefined;
      this.only = false;
    }
    const { state, own } = this;
    if (state !== undefined && state !== "queued" && !unobserved(this.record)) {
      this.followed.watch(!isFinal(state), own);
    }
  }

  override render() {
    const t = this.t.inside;
    const { value = unobserved(this.record), error } = this.followed ?? {};
    if (!value) {
      return error
        ? html`<section class="card">${failure(error, this.t, () => void this.followed?.load())}</section>`
        : nothing;
    }
    return html`<section class="card stack" aria-labelledby="clients" data-test="clients">
      <div class="row spread">
        <h2 id="clients">${t.clients} ${value.nodes.length > 0 ? html`<span class="muted small">${t.clientCount(value.nodes.length)}</span>` : nothing}</h2>
        ${value.nodes.length > 0 ? html`<button class="plain" ?disabled=${this.saving} @click=${this.save}>${icons.download} ${t.file}</button>` : nothing}
      </div>
      ${this.observation(value)} ${error ? failure(error, this.t, () => void this.followed?.load()) : nothing}
      ${this.error ? failure(this.error, this.t) : nothing} ${value.observed ? this.tables(value) : nothing}
    </section>`;
  }

  /** The way in which the run was observed, or the reason why it was not. */
  private observation({ observed, note }: RunClients): TemplateResult {
    const t = this.t.inside;
    const how = this.record?.observed;
    const facts = how ? t.observedWith(how.api ?? "", how.strategy ?? "", how.flower ?? "") : "";
    // The observer writes once the training begins.
    const isOpen = !observed && !note && !this.simulation.ended;
    return html`${observed ? nothing : html`<p class="muted" data-test="not-observed">${isOpen ? t.noClients : t.notObserved}</p>`}
      ${observed && facts ? html`<p class="muted small facts-line">${facts}</p>` : nothing}
      ${note ? html`<p class="small break ${observed ? "notice warn" : "muted"}" data-test="note">${t.note(note)}</p>` : nothing}`;
  }

  private tables(value: RunClients): TemplateResult {
    const t = this.t.inside;
    const marked = value.nodes.filter((node) => flagsOf(node).length > 0);
    const nodes = this.only ? marked : value.nodes;
    if (value.nodes.length === 0 && value.rounds.length === 0) {
      return html`<p class="muted small">${this.simulation.ended ? t.neverAnswered : t.noClients}</p>`;
    }
    return html`
      ${
        marked.length > 0
          ? html`<div class="row spread small">
              <strong>${t.marked(marked.length)}</strong>
              <label class="row"><input type="checkbox" .checked=${this.only} @change=${() => (this.only = !this.only)} /> ${t.onlyMarked}</label>
            </div>`
          : nothing
      }
      ${
        value.nodes.length > 0
          ? html`<sorted-table
              data-test="nodes"
              .label=${t.clientTable}
              .columns=${nodeColumns(this.t)}
              .rows=${nodes}
              .marked=${(node: ClientNode) => flagsOf(node).length > 0}
            ></sorted-table>`
          : nothing
      }
      ${value.truncated ? html`<p class="muted small">${t.truncated}</p>` : nothing}
      <details @toggle=${(event: Event) => (this.charts = (event.target as HTMLDetailsElement).open)}>
        <summary>${t.charts}</summary>
        ${this.charts ? html`<client-charts .run=${this.simulation.id} .clients=${value}></client-charts>` : nothing}
      </details>
      <details @toggle=${(event: Event) => (this.round = (event.target as HTMLDetailsElement).open)}>
        <summary>${t.oneRound}</summary>
        ${this.round ? html`<round-clients .run=${this.simulation.id} .clients=${value}></round-clients>` : nothing}
      </details>`;
  }

  private leave(): void {
    this.followed?.removeEventListener("change", this.changed);
    this.followed?.rest();
    this.followed = undefined;
  }

  private async save(): Promise<void> {
    const { id } = this.simulation;
    this.saving = true;
    this.error = undefined;
    try {
      save(await clientsFile(id), `${id}-clients.csv`);
    } catch (failed) {
      if (id === this.simulation.id) {
        this.error = failed as Error;
      }
    }
    this.saving = false;
  }
}

customElements.define("run-clients", RunClientsElement);
