import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { clientsOf } from "../service/inside";
import type { RoundClient, RoundClients, RunClients } from "../service/inside-types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { shared } from "../ui/styles";
import { clientColumns } from "./client-columns";
import { flagsOf, keyOf, type RoundKey, roundsOf, trainingsIn } from "./rows";
import "./sorted-table";

/** The clients of one round: the latest one until the reader chooses another. */
export class RoundClientsElement extends ConsoleElement {
  static override properties = {
    run: {},
    clients: { attribute: false },
    chosen: { state: true },
    fetched: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      select {
        width: auto;
        min-width: 8rem;
      }
      .errors {
        margin: 0;
        padding-inline-start: 1.2rem;
      }
    `,
  ];

  /** The id of the simulation. */
  declare run: string;
  declare clients: RunClients;
  /** The key of the chosen round; empty for the latest one. */
  declare chosen: string;
  /** The rows of the chosen round, if they are not among the rows of the run. */
  declare fetched: readonly RoundClients[] | undefined;
  declare error: Error | undefined;

  constructor() {
    super();
    this.chosen = "";
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("run") && changed.get("run") !== undefined) {
      this.chosen = "";
      this.fetched = undefined;
      this.error = undefined;
    }
  }

  override render() {
    const t = this.t.inside;
    const choices = this.choices();
    const [latest] = choices;
    const round = choices.find((each) => keyOf(each) === this.chosen) ?? latest;
    if (!round) {
      return nothing;
    }
    const several = trainingsIn(this.clients.rounds) > 1;
    const name = t.roundName(round.training, round.round, several);
    const source = this.isPartial(round) ? (this.fetched ?? []) : this.clients.rounds;
    const phases = source.filter((each) => keyOf(each) === keyOf(round));
    return html`<div class="stack">
      <div class="row">
        <label for="round">${t.round}</label>
        <select id="round" @change=${this.choose}>
          ${choices.map((each) => html`<option value=${keyOf(each)} ?selected=${each === round}>${t.roundName(each.training, each.round, several)}</option>`)}
        </select>
      </div>
      ${this.error ? failure(this.error, this.t, () => void this.fetch(round)) : nothing}
      ${phases.map((each) => this.phase(each, name))}
    </div>`;
  }

  private phase({ phase, clients }: RoundClients, name: string): TemplateResult {
    const t = this.t.inside;
    const failed = clients.filter(({ error }) => error);
    return html`<section class="stack" data-phase=${phase}>
      <h4>${t.phase(phase)} · <span class="muted">${t.clientCount(clients.length)}</span></h4>
      <sorted-table
        .label="${t.phase(phase)}, ${name}"
        .columns=${clientColumns(clients, this.t)}
        .rows=${clients}
        .marked=${(row: RoundClient) => flagsOf(row).length > 0}
      ></sorted-table>
      ${failed.length > 0 ? html`<ul class="errors small">${failed.slice(0, 20).map(({ node, error }) => html`<li class="break"><code>${node ?? "–"}</code>: ${error}</li>`)}</ul>` : nothing}
    </section>`;
  }

  /** The rounds that can be chosen. Those before the first row may have rows that were left out. */
  private choices(): RoundKey[] {
    const known = roundsOf(this.clients.rounds);
    const oldest = known[known.length - 1];
    if (!this.clients.truncated || !oldest) {
      return known;
    }
    const before = Array.from({ length: Math.max(0, oldest.round - 1) }, (_, index) => ({
      training: oldest.training,
      round: oldest.round - 1 - index,
    }));
    return [...known, ...before];
  }

  /** Whether rows of the round may be left out. */
  private isPartial(round: RoundKey): boolean {
    const [latest] = roundsOf(this.clients.rounds);
    return this.clients.truncated === true && latest !== undefined && keyOf(latest) !== keyOf(round);
  }

  private choose(event: Event): void {
    this.chosen = (event.target as HTMLSelectElement).value;
    this.fetched = undefined;
    this.error = undefined;
    const round = this.choices().find((each) => keyOf(each) === this.chosen);
    if (round && this.isPartial(round)) {
      void this.fetch(round);
    }
  }

  private async fetch(round: RoundKey): Promise<void> {
    const { run, chosen } = this;
    this.error = undefined;
    try {
      const { rounds } = await clientsOf(run, { round: round.round });
      if (run === this.run && chosen === this.chosen) {
        this.fetched = rounds;
      }
    } catch (failed) {
      if (run === this.run && chosen === this.chosen) {
        this.error = failed as Error;
      }
    }
  }
}

customElements.define("round-clients", RoundClientsElement);
