import { css, html, nothing, type TemplateResult } from "lit";
import "../chart/line-chart";
import type { Curve } from "../chart/curve";
import type { RoundUsage, Usage } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { facts } from "./usage";

const MEGABYTE = 1_000_000;

/** The resources that a simulation uses now or used in all, and per round. */
export class RunResources extends ConsoleElement {
  static override properties = { usage: { attribute: false }, rounds: { attribute: false }, opened: { state: true } };
  static override styles = [
    shared,
    css`
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.4rem;
        margin: 0;
      }
      dt,
      dd {
        display: inline;
        margin: 0;
      }
      dt {
        color: var(--text-muted);
      }
      dd {
        font-variant-numeric: tabular-nums;
      }
      details {
        margin-top: 0.6rem;
      }
      summary {
        cursor: pointer;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
        gap: 1rem;
        padding-top: 0.6rem;
      }
      line-chart {
        --chart-height: 140px;
      }
    `,
  ];

  declare usage: Usage | undefined;
  declare rounds: readonly RoundUsage[];
  /** Whether the charts are visible. */
  declare opened: boolean;

  constructor() {
    super();
    this.rounds = [];
    this.opened = false;
  }

  override render() {
    const { usage } = this;
    if (!usage) {
      return nothing;
    }
    const t = this.t.details;
    return html`<dl class="small" aria-label=${t.resources} data-test="resources">
        ${facts(usage, t).map(([name, value]) => html`<div><dt>${name}</dt> <dd>${value}</dd></div>`)}
      </dl>
      ${this.rounds.length > 0 ? this.perRound() : nothing}`;
  }

  private perRound(): TemplateResult {
    const t = this.t.details;
    const toggled = (event: Event): void => {
      this.opened = (event.target as HTMLDetailsElement).open;
    };
    return html`<details class="small" @toggle=${toggled}>
      <summary>${t.perRound}</summary>
      ${
        this.opened
          ? html`<div class="charts">
              ${this.chart(t.cpu, ({ cpu_seconds }) => cpu_seconds)}
              ${this.chart(t.peakMemory, ({ peak_memory_bytes }) => peak_memory_bytes / MEGABYTE)}
              ${this.chart(t.writtenMegabytes, ({ written_bytes }) => written_bytes / MEGABYTE)}
            </div>`
          : nothing
      }
    </details>`;
  }

  private chart(label: string, value: (round: RoundUsage) => number): TemplateResult {
    const curve: Curve = {
      name: this.t.training.run,
      colour: 0,
      points: this.rounds.map((round) => [round.round, value(round)]),
    };
    return html`<section><h3>${label}</h3><line-chart .label=${label} .curves=${[curve]}></line-chart></section>`;
  }
}

customElements.define("run-resources", RunResources);
