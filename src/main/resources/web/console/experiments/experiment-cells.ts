import { css, html, nothing, type TemplateResult } from "lit";
import { href } from "../app/router";
import type { Cell, Experiment } from "../service/experiments";
import { ConsoleElement } from "../ui/element";
import { duration } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { settingName } from "./settings";
import { CELLS } from "./state";

/** The failed runs that are listed at first. */
const LISTED = 20;
const WITHOUT_SUCCESS = ["failed", "interrupted", "stopped", "deleted"];

/** The runs of an experiment, by setting, and the reasons of unsuccessful runs. Dispatches `again` with a cell. */
export class ExperimentCells extends ConsoleElement {
  static override properties = { experiment: { attribute: false }, busy: { type: Boolean }, limit: { state: true } };
  static override styles = [
    shared,
    css`
      .cells {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .table-scroll {
        max-height: 26rem;
        overflow: auto;
      }
      th {
        white-space: normal;
        overflow-wrap: anywhere;
        min-width: 8rem;
      }
      a.badge {
        text-decoration: none;
        padding-block: 0.2rem;
      }
      .failed {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 0.4rem;
      }
    `,
  ];

  declare experiment: Experiment;
  /** Whether a change of the experiment is pending. */
  declare busy: boolean;
  declare limit: number;

  constructor() {
    super();
    this.busy = false;
    this.limit = LISTED;
  }

  override render() {
    const t = this.t.experiments;
    const { cells, settings } = this.experiment;
    const bySetting = new Map<number, Cell[]>();
    for (const cell of cells) {
      const own = bySetting.get(cell.setting);
      if (own) {
        own.push(cell);
      } else {
        bySetting.set(cell.setting, [cell]);
      }
    }
    return html`<section class="card stack" aria-labelledby="runs">
      <h2 id="runs">${t.runs}</h2>
      <div class="table-scroll" tabindex="0" role="group" aria-labelledby="runs">
        <table>
          <thead>
            <tr>
              <th scope="col">${t.setting}</th>
              <th scope="col">${t.runs}</th>
            </tr>
          </thead>
          <tbody>
            ${settings.map(
              ({ setting, parameters }) => html`<tr>
                <th scope="row">${settingName(setting, parameters)}</th>
                <td><ul class="cells">${(bySetting.get(setting) ?? []).map((cell) => this.cell(cell, settingName(setting, parameters)))}</ul></td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.failed(cells)}
    </section>`;
  }

  private cell(cell: Cell, name: string): TemplateResult {
    const t = this.t.experiments;
    const { tone, sign } = CELLS[cell.state];
    const text = t.runOf(name, this.label(cell), t.cellStates[cell.state]);
    const took = cell.seconds === undefined ? "" : ` · ${duration(cell.seconds)}`;
    const content = html`<span aria-hidden="true">${sign} ${this.label(cell)}</span>`;
    return html`<li>
      ${
        cell.run && cell.state !== "deleted"
          ? html`<a class="badge ${tone}" data-state=${cell.state} href=${href("simulate", cell.run)} aria-label=${text} title=${text + took}>${content}</a>`
          : html`<span class="badge ${tone}" data-state=${cell.state} title=${text}>${content}<span class="visually-hidden">${text}</span></span>`
      }
    </li>`;
  }

  private label({ seed, repeat }: Cell): string {
    const t = this.t.experiments;
    return seed === undefined ? t.repeatOf(repeat) : t.seedOf(seed);
  }

  private failed(cells: readonly Cell[]): TemplateResult | typeof nothing {
    const t = this.t.experiments;
    const all = cells.filter(({ state }) => WITHOUT_SUCCESS.includes(state));
    if (all.length === 0) {
      return nothing;
    }
    return html`<h3 id="failed">${t.failedRuns}</h3>
      <ul class="failed" aria-labelledby="failed">${all.slice(0, this.limit).map((cell) => this.failure(cell))}</ul>
      ${all.length > this.limit ? html`<div><button @click=${() => (this.limit *= 4)}>${this.t.more}</button></div>` : nothing}`;
  }

  private failure(cell: Cell): TemplateResult {
    const t = this.t.experiments;
    const setting = this.experiment.settings[cell.setting];
    const name = `${settingName(cell.setting, setting?.parameters ?? {})}, ${this.label(cell)}`;
    const { tone, sign } = CELLS[cell.state];
    return html`<li class="row spread">
      <span class="break small">
        <span class="badge ${tone}">${sign} ${t.cellStates[cell.state]}</span>
        ${cell.run && cell.state !== "deleted" ? html`<a href=${href("simulate", cell.run)}>${name}</a>` : name}
        ${cell.reason ? html`<span class="muted">${this.t.simulate.reason(cell.reason)}</span>` : nothing}
      </span>
      ${
        this.experiment.own
          ? html`<button class="plain small" ?disabled=${this.busy} aria-label=${t.retryOne(name)}
              @click=${() => this.dispatchEvent(new CustomEvent<number>("again", { detail: cell.cell }))}>${icons.refresh} ${t.again}</button>`
          : nothing
      }
    </li>`;
  }
}

customElements.define("experiment-cells", ExperimentCells);
