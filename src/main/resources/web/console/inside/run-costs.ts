import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "../chart/line-chart";
import type { Curve } from "../chart/curve";
import { costsOf } from "../service/inside";
import type { RunCosts } from "../service/inside-types";
import { Resource } from "../service/resource";
import type { FollowedSimulation } from "../service/simulations";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { metric, number, size } from "../ui/format";
import { shared } from "../ui/styles";
import { COST_KINDS, type CostKind, forecastOf, pointsOf, totalOf } from "./costs";
import { insideStyles } from "./inside-styles";

const MEGABYTE = 1_000_000;
const DIVISORS: Partial<Record<CostKind, number>> = { bytes: MEGABYTE, peak_memory_bytes: MEGABYTE };

/** The costs of the rounds of a run: a chart of each known value, totals, and the forecast of epsilon. */
export class RunCostsElement extends ConsoleElement {
  static override properties = { simulation: { attribute: false }, version: {}, opened: { state: true } };
  static override styles = [
    shared,
    insideStyles,
    css`
      summary h2 {
        display: inline;
      }
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
    `,
  ];

  declare simulation: FollowedSimulation;
  /** The state and the number of rounds. The costs are read again when it changes. */
  declare version: string;
  declare opened: boolean;

  private readonly costs = new Resource<RunCosts | undefined>(
    async () => (this.opened ? costsOf(this.simulation.id) : undefined),
    this,
  );
  private drawn: readonly [CostKind, Curve[]][] = [];
  private source: RunCosts | undefined;
  private names: object | undefined;

  constructor() {
    super();
    this.opened = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.costs.value = undefined;
    }
    if (this.opened && (changed.has("simulation") || changed.has("version") || changed.has("opened"))) {
      void this.costs.reload();
    }
    if (this.source !== this.costs.value || this.names !== this.t.inside) {
      this.source = this.costs.value;
      this.names = this.t.inside;
      this.drawn = this.source ? this.curves(this.source) : [];
    }
  }

  override render() {
    const t = this.t.inside;
    return html`<details class="card" data-test="costs" @toggle=${(event: Event) => (this.opened = (event.target as HTMLDetailsElement).open)}>
      <summary><h2>${t.costs}</h2></summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const t = this.t.inside;
    const { value, error } = this.costs;
    if (error) {
      return failure(error, this.t, () => void this.costs.load());
    }
    if (!value) {
      return html`<p class="muted small" role="status">${this.t.loading}</p>`;
    }
    if (this.drawn.length === 0) {
      return html`<p class="muted small">${t.noCosts}</p>`;
    }
    const { epsilon_forecast: forecast } = value;
    return html`<div class="stack">
      ${this.totals(value)}
      ${forecast ? html`<p class="notice small" data-test="forecast">${t.budgetEnds(metric(forecast.budget), forecast.round ?? undefined)}</p>` : nothing}
      <div class="charts">
        ${this.drawn.map(([kind, curves]) => html`<section data-cost=${kind}><h3>${t.costNames[kind]}</h3><line-chart .label=${t.costNames[kind]} .curves=${curves}></line-chart></section>`)}
      </div>
    </div>`;
  }

  private totals({ rounds }: RunCosts): TemplateResult {
    const t = this.t.inside;
    const fact = (name: string, kind: CostKind, text: (value: number) => string): TemplateResult | typeof nothing => {
      const total = totalOf(rounds, kind);
      return total === undefined ? nothing : html`<div><dt>${name}</dt> <dd>${text(total)}</dd></div>`;
    };
    return html`<dl class="small" aria-label=${t.totals}>
      ${fact(t.totalBytes, "bytes", size)} ${fact(t.totalCpu, "cpu_seconds", (value) => this.t.details.seconds(number(value, 1)))}
      ${fact(t.peak, "peak_memory_bytes", size)} ${fact(t.lastEpsilon, "epsilon", metric)}
    </dl>`;
  }

  /**
   * The curves of the values that are known. The curves are made once, because a chart is drawn again for new curves.
   */
  private curves(costs: RunCosts): [CostKind, Curve[]][] {
    return COST_KINDS.flatMap((kind): [CostKind, Curve[]][] => {
      const points = pointsOf(costs.rounds, kind, DIVISORS[kind]);
      const forecast = kind === "epsilon" ? forecastOf(costs) : [];
      const curves: Curve[] = [
        { name: this.t.training.run, colour: 0, points },
        ...(forecast.length > 0 ? [{ name: this.t.inside.forecast, colour: 1, points: forecast, faint: true }] : []),
      ];
      return points.length === 0 ? [] : [[kind, curves]];
    });
  }
}

customElements.define("run-costs", RunCostsElement);
