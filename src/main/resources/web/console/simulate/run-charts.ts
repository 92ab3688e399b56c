import { css, html, nothing, type PropertyValues } from "lit";
import type { Curve } from "../chart/curve";
import "../chart/line-chart";
import { until } from "../inside/resumed";
import { runName } from "../service/run-name";
import { recordOf } from "../service/simulation-list";
import type { History, Round, SimulationRecord } from "../service/types";
import type { Options } from "../training/chart-options";
import "../training/chart-options";
import { metricNames, ofRounds, usualMetrics } from "../training/metrics";
import { curves, haveShares, type Run } from "../training/runs";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";

interface Chart {
  metric: string;
  shares: boolean;
  curves: Curve[];
}

/** The charts of the metrics of one simulation. */
export class RunCharts extends ConsoleElement {
  static override properties = {
    rounds: { attribute: false },
    count: { attribute: false },
    earlier: { attribute: false },
    end: { attribute: false },
    parent: { attribute: false },
    source: { state: true },
    options: { state: true },
  };
  static override styles = [
    shared,
    css`
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(260px, 1fr));
        gap: 1rem;
      }
      line-chart {
        --chart-height: 180px;
      }
      summary {
        cursor: pointer;
        font-size: 0.9rem;
        font-weight: 550;
      }
      chart-options {
        padding-top: 0.6rem;
      }
    `,
  ];

  /** The rounds so far. Further rounds are added to the same array. */
  declare rounds: readonly Round[];
  /** The rounds of the trainings that the script ran before. Their curves are drawn, too. */
  declare earlier: readonly (readonly Round[])[];
  /** The last round of a simulation that continues. */
  declare end: number | undefined;
  /** The number of rounds. The charts are drawn again when it changes. */
  declare count: number;
  /** The run that this one continues, and the round of its checkpoint. */
  declare parent: { id: string; round: number } | undefined;
  /** The record of that run, once it is read. Its curves are drawn, too. */
  declare source: SimulationRecord | undefined;
  /** The choice of the reader. No metrics: the usual ones. */
  declare options: Options;

  private history: History = ofRounds([]);
  private names: string[] = [];
  private charts: Chart[] = [];

  constructor() {
    super();
    this.rounds = [];
    this.earlier = [];
    this.count = 0;
    this.options = { metrics: [], window: 1, log: false, axis: "round", bands: false, spread: "deviation" };
  }

  override willUpdate(changed: PropertyValues): void {
    if (this.parent?.id !== (changed.get("parent") as RunCharts["parent"])?.id && changed.has("parent")) {
      this.source = undefined;
      void this.readParent();
    }
    if (changed.has("rounds") || changed.has("count")) {
      this.history = ofRounds(this.rounds);
      this.names = metricNames([this.history]);
    }
    // A chart is drawn again for new curves, so they are made only when their values have changed.
    const last = this.earlier.length === 0 ? this.t.training.run : this.t.inside.trainingCurve(this.earlier.length + 1);
    const runs: Run[] = [{ key: "", name: last, colour: 0, history: this.history }];
    this.earlier.forEach((rounds, index) => {
      const name = this.t.inside.trainingCurve(index + 1);
      runs.push({ key: `training ${index + 1}`, name, colour: index + 1, history: ofRounds(rounds) });
    });
    if (this.source && this.parent) {
      const history = ofRounds(until(this.source.rounds, this.parent.round));
      runs.push({ key: this.source.id, name: this.t.inside.parentCurve(runName(this.source)), colour: 1, history });
    }
    this.charts = this.metrics().map((metric) => ({
      metric,
      shares: haveShares(runs, metric),
      curves: curves(runs, { metric, window: this.options.window, axis: this.options.axis }),
    }));
  }

  override render() {
    if (this.names.length === 0) {
      return nothing;
    }
    const t = this.t.training;
    const options = { ...this.options, metrics: this.metrics() };
    return html`<div class="stack">
      <div class="charts">
        ${this.charts.map(
          ({ metric, shares, curves: shown }) => html`<section class="card">
            <h3 class="break">${t.metric(metric)}</h3>
            <line-chart .label=${t.metric(metric)} .shares=${shares} .log=${options.log} .axis=${options.axis} .curves=${shown}
              .end=${options.axis === "round" ? this.end : undefined}></line-chart>
          </section>`,
        )}
      </div>
      <details>
        <summary>${t.options}</summary>
        <chart-options .names=${this.names} .options=${options} @options=${this.set}></chart-options>
      </details>
    </div>`;
  }

  /** If the parent was deleted or may not be read, its curves are left out. */
  private async readParent(): Promise<void> {
    const { parent } = this;
    if (!parent) {
      return;
    }
    const record = await recordOf(parent.id).catch(() => undefined);
    if (parent.id === this.parent?.id) {
      this.source = record;
    }
  }

  private metrics(): string[] {
    const chosen = this.options.metrics.filter((name) => this.names.includes(name));
    return chosen.length > 0 ? chosen : usualMetrics(this.names);
  }

  private set(event: CustomEvent<Partial<Options>>): void {
    this.options = { ...this.options, metrics: this.metrics(), ...event.detail };
  }
}

customElements.define("run-charts", RunCharts);
