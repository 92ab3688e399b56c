import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "../chart/line-chart";
import type { Curve } from "../chart/curve";
import { clientsOf } from "../service/inside";
import type { ClientNode, RoundClients, RunClients } from "../service/inside-types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { areShares } from "../ui/format";
import { shared } from "../ui/styles";
import { curveOf, joined, medians, rangeOf, type Series, seriesIn } from "./client-series";
import { flagBadges } from "./flags";
import { pager } from "./pager";
import { flagsOf, pageOf, shortNode } from "./rows";

/** The charts of one page. */
const PAGE = 12;

/** A small chart per client of one value over the rounds, with the median of all clients, on one scale. */
export class ClientCharts extends ConsoleElement {
  static override properties = {
    run: {},
    clients: { attribute: false },
    chosen: { state: true },
    page: { state: true },
    error: { state: true },
  };
  static override styles = [
    shared,
    css`
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
        gap: 0.8rem;
      }
      section {
        border: 1px solid var(--border);
        border-radius: 8px;
        padding: 0.5rem 0.6rem;
        min-width: 0;
      }
      section.marked {
        border-color: var(--border-strong);
      }
      select {
        width: auto;
        max-width: 100%;
      }
      line-chart {
        --chart-height: 130px;
      }
      .marks {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }
      .badge svg {
        width: 14px;
        height: 14px;
      }
    `,
  ];

  /** The id of the simulation. */
  declare run: string;
  declare clients: RunClients;
  /** The key of the chosen value; empty for the first one. */
  declare chosen: string;
  declare page: number;
  declare error: Error | undefined;

  /** The rows of clients whose early rounds are not among the rounds of the run. */
  private readonly early = new Map<string, readonly RoundClients[]>();
  private charts: { node: ClientNode; curves: Curve[] }[] = [];
  private range: [number, number] | undefined;
  private shares = false;
  private names: Series[] = [];
  private shown = { page: 0, pages: 1 };
  private drawn = "";

  constructor() {
    super();
    this.chosen = "";
    this.page = 0;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("run") && changed.get("run") !== undefined) {
      this.early.clear();
      this.page = 0;
      this.error = undefined;
    }
    this.arrange();
  }

  override updated(): void {
    if (this.clients.truncated && !this.error) {
      void this.fetchEarly();
    }
  }

  override render() {
    const t = this.t.inside;
    if (this.names.length === 0) {
      return nothing;
    }
    return html`<div class="stack">
      <div class="row spread">
        <div class="row">
          <label for="value">${t.shownValue}</label>
          <select id="value" @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}>
            ${this.names.map((each) => html`<option value=${each.key} ?selected=${each.key === this.series()?.key}>${this.nameOf(each)}</option>`)}
          </select>
        </div>
        ${pager(this.shown, t, (page) => (this.page = page))}
      </div>
      ${this.error ? failure(this.error, this.t, () => (this.error = undefined)) : nothing}
      <div class="charts">${this.charts.map((chart) => this.chart(chart))}</div>
    </div>`;
  }

  private chart({ node, curves }: { node: ClientNode; curves: Curve[] }): TemplateResult {
    const t = this.t.inside;
    const flags = flagsOf(node);
    const label = t.client(node.node, node.partition);
    return html`<section class=${flags.length > 0 ? "marked" : ""} data-node=${node.node}>
      <div class="row spread">
        <h4 class="small" title=${label}>${t.client(shortNode(node.node), node.partition)}</h4>
        ${flagBadges(flags, this.t)}
      </div>
      <line-chart .label=${label} .shares=${this.shares} .range=${this.range} .curves=${curves}></line-chart>
    </section>`;
  }

  /** Makes the curves again only if they have changed, so that charts are not drawn without need. */
  private arrange(): void {
    this.names = seriesIn(this.clients.rounds);
    const series = this.series();
    const { rows: nodes, page, pages } = pageOf(inOrder(this.clients.nodes), this.page, PAGE);
    this.shown = { page, pages };
    if (!series) {
      this.charts = [];
      return;
    }
    const { rounds } = this.clients;
    const median = medians(rounds, series);
    const curves = nodes.map((node) =>
      joined(curveOf(this.early.get(node.node) ?? [], series, node.node), curveOf(rounds, series, node.node)),
    );
    const content = JSON.stringify([series.key, this.t.inside.median, nodes, curves, median]);
    if (content === this.drawn) {
      return;
    }
    this.drawn = content;
    this.range = rangeOf([...curves, median]);
    const values = [...curves, median].flat().map(([, value]) => value);
    this.shares = series.metric.toLowerCase().includes("acc") && areShares(values);
    this.charts = nodes.map((node, index) => ({
      node,
      curves: [
        { name: this.t.inside.columns["node"] ?? "", colour: 0, points: curves[index]! },
        { name: this.t.inside.median, colour: 1, points: median, faint: true },
      ],
    }));
  }

  private series(): Series | undefined {
    return this.names.find(({ key }) => key === this.chosen) ?? this.names[0];
  }

  private nameOf({ phase, metric, member }: Series): string {
    const t = this.t.inside;
    return t.series(phase, metric === "" ? (t.members[member] ?? member) : this.t.training.metric(metric));
  }

  /** Requests all rounds of the visible clients, each once. */
  private async fetchEarly(): Promise<void> {
    const { run } = this;
    const missing = this.charts.map(({ node }) => node.node).filter((node) => !this.early.has(node));
    for (const node of missing) {
      // Another update does not request it again.
      this.early.set(node, []);
    }
    for (const node of missing) {
      try {
        const { rounds } = await clientsOf(run, { node });
        if (run !== this.run) {
          return;
        }
        this.early.set(node, rounds);
      } catch (failed) {
        if (run === this.run) {
          missing.forEach((each) => this.early.get(each)?.length || this.early.delete(each));
          this.error = failed as Error;
        }
        return;
      }
    }
    if (missing.length > 0) {
      this.requestUpdate();
    }
  }
}

/** Marked clients first, then by partition and id. */
function inOrder(nodes: readonly ClientNode[]): ClientNode[] {
  return [...nodes].sort(
    (a, b) =>
      flagsOf(b).length - flagsOf(a).length ||
      String(a.partition ?? "").localeCompare(String(b.partition ?? ""), "en", { numeric: true }) ||
      a.node.localeCompare(b.node, "en", { numeric: true }),
  );
}

customElements.define("client-charts", ClientCharts);
