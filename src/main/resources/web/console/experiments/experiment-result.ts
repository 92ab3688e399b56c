import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Curve } from "../chart/curve";
import type { LineChartElement } from "../chart/line-chart";
import "../chart/line-chart";
import { go, href } from "../app/router";
import { type Experiment, type ExperimentResult, resultOf } from "../service/experiments";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { areShares } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { readQuestion, type Shown } from "./question";
import { bandCurve, settingName, usualCurves } from "./settings";
import "./settings-table";
import "./welch-test";

const LIVE_MILLIS = 4_000;
/** The pause before the next request, as a multiple of the time that the last answer took. */
const SHARE = 20;
const LONGEST_MILLIS = 60_000;
/** The number of curves that are drawn at first, and the most curves. */
const USUAL_CURVES = 8;
const MAX_CURVES = 50;

/** The result of an experiment so far: the curves with their bands, the table, and the test of two settings. */
export class ExperimentResultElement extends ConsoleElement {
  static override properties = {
    item: {},
    experiment: { attribute: false },
    query: { attribute: false },
    chosen: { state: true },
  };
  static override styles = [
    shared,
    css`
      .options {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.2rem;
        align-items: end;
      }
      select {
        width: auto;
        min-width: 7rem;
        max-width: 100%;
      }
      .options > .row {
        min-height: 36px;
      }
      line-chart {
        --chart-height: 320px;
      }
    `,
  ];

  /** The id of the experiment. */
  declare item: string;
  declare experiment: Experiment;
  /** The address's query, see {@link readQuestion}. */
  declare query: URLSearchParams;
  /** The settings whose curves the reader has chosen; undefined for the best ones. */
  declare chosen: readonly number[] | undefined;

  private readonly result = new Resource(() => this.request(), this);
  private seconds = 0;
  private progress = "";
  private curves: Curve[] = [];

  constructor() {
    super();
    this.item = "";
    this.query = new URLSearchParams();
    new Polling(
      this,
      () => (this.isLive() ? this.result.load() : Promise.resolve()),
      () => Math.min(LONGEST_MILLIS, Math.max(LIVE_MILLIS, SHARE * 1_000 * this.seconds)),
    );
  }

  override willUpdate(changed: PropertyValues): void {
    const isOther = changed.has("item") && changed.get("item");
    if (isOther) {
      this.result.value = undefined;
      this.chosen = undefined;
    }
    const before = changed.get("query") as URLSearchParams | undefined;
    const isAsked = before && questionOf(before) !== questionOf(this.query);
    const progress = JSON.stringify(this.experiment.counts);
    const isNews = this.progress !== "" && progress !== this.progress && !this.isLive();
    this.progress = progress;
    if (isOther || isAsked || isNews) {
      void this.result.reload();
    }
    this.curves = this.made();
  }

  override render() {
    const t = this.t.experiments;
    const { value, error } = this.result;
    return html`<section class="card stack" aria-labelledby="result">
        <h2 id="result">${t.result}</h2>
        ${error ? failure(error, this.t, () => void this.result.load()) : nothing}
        ${value ? this.content(value) : error ? nothing : html`<p class="muted" role="status">${this.t.loading}</p>`}
      </section>`;
  }

  private content(result: ExperimentResult): TemplateResult {
    const t = this.t.experiments;
    const { metric } = result;
    if (metric === undefined) {
      return html`<p class="muted">${t.noResult}</p>`;
    }
    const shown = this.shown();
    const label = this.t.training.metric(metric);
    const drawn = this.drawn(result);
    return html`${this.options(result, metric, shown)}
      <div class="row spread">
        <h3 class="break">${label}</h3>
        <div class="row">
          <button class="plain" aria-label="PNG: ${label}" @click=${() => this.saveChart(metric, "png")}>${icons.download} PNG</button>
          <button class="plain" aria-label="SVG: ${label}" @click=${() => this.saveChart(metric, "svg")}>${icons.download} SVG</button>
        </div>
      </div>
      <line-chart .label=${label} .shares=${hasShares(result, metric)} .log=${shown.log} .curves=${this.curves}></line-chart>
      <p class="muted small">
        ${result.goal === "min" ? t.smaller : t.larger} ${(result.step ?? 1) > 1 ? t.everyRound(result.step!) : nothing}
        ${result.settings.length > MAX_CURVES ? t.mostCurves(MAX_CURVES) : nothing}
      </p>
      <settings-table .item=${this.item} .result=${result} .shown=${shown} .drawn=${drawn} .shares=${hasShares(result, metric)}
        .most=${MAX_CURVES} @curve=${(event: CustomEvent<number>) => this.toggle(drawn, event.detail)}></settings-table>
      <welch-test .result=${result} .compare=${shown.compare} @compare=${(event: CustomEvent<number[]>) => this.visit({ compare: event.detail.join(",") })}></welch-test>`;
  }

  private options(result: ExperimentResult, metric: string, { by, spread, log }: Shown): TemplateResult {
    const t = this.t.experiments;
    const names = [...new Set([...result.metrics, metric])];
    return html`<div class="options" role="group" aria-label=${this.t.training.options}>
      ${choice(
        "metric",
        t.metric,
        metric,
        names.map((name) => [name, this.t.training.metric(name)]),
        (value) => this.visit({ metric: value }),
      )}
      ${choice(
        "by",
        t.by,
        by,
        [
          ["last", t.byLast],
          ["best", t.byBest],
        ],
        (value) => this.visit({ by: value === "best" ? value : "" }),
      )}
      ${choice(
        "spread",
        t.spread,
        spread,
        [
          ["deviation", t.deviation],
          ["interval", t.interval],
        ],
        (value) => this.visit({ band: value === "interval" ? value : "" }),
      )}
      <label class="row"><input type="checkbox" .checked=${log} @change=${() => this.visit({ log: log ? "" : "1" })} /> ${t.logScale}</label>
    </div>`;
  }

  private async request(): Promise<ExperimentResult> {
    const { metric, by, compare } = this.shown();
    const begin = performance.now();
    const result = await resultOf(this.item, { metric, by, compare });
    this.seconds = (performance.now() - begin) / 1_000;
    return result;
  }

  private made(): Curve[] {
    const { value } = this.result;
    if (!value?.rounds) {
      return [];
    }
    const { spread } = this.shown();
    const drawn = this.drawn(value);
    return value.rounds
      .filter(({ setting }) => drawn.includes(setting))
      .map((rounds) => {
        const parameters = value.settings[rounds.setting]?.parameters ?? {};
        return bandCurve(rounds, settingName(rounds.setting, parameters), rounds.setting, spread);
      });
  }

  /** The settings with curves. */
  private drawn(result: ExperimentResult): number[] {
    return this.chosen ? [...this.chosen] : usualCurves(result, USUAL_CURVES);
  }

  private toggle(drawn: readonly number[], setting: number): void {
    const isDrawn = drawn.includes(setting);
    this.chosen = isDrawn ? drawn.filter((each) => each !== setting) : [...drawn, setting].slice(0, MAX_CURVES);
  }

  private isLive(): boolean {
    return this.experiment.state === "running" || (this.experiment.counts.running ?? 0) > 0;
  }

  private shown(): Shown {
    return readQuestion(this.query, this.experiment.settings.length);
  }

  private visit(change: Record<string, string>): void {
    const query: Record<string, string[]> = {};
    for (const [name, value] of Object.entries({ ...Object.fromEntries(this.query), ...change })) {
      query[name] = value === "" ? [] : [value];
    }
    go(href("experiments", this.item, query), true);
  }

  private async saveChart(metric: string, kind: "png" | "svg"): Promise<void> {
    const chart = this.renderRoot.querySelector<LineChartElement>("line-chart");
    const name = `${metric.replaceAll(/[^\p{L}\p{Nd}_.-]+/gu, "_").slice(0, 80) || "chart"}.${kind}`;
    const content = await (kind === "png" ? chart?.toPng() : chart?.toSvg());
    if (content) {
      save(kind === "png" ? content : new Blob([content], { type: "image/svg+xml" }), name);
    }
  }
}

/** The part of a query that changes the answer of the service. */
function questionOf(query: URLSearchParams): string {
  return JSON.stringify(["metric", "by", "compare"].map((name) => query.get(name)));
}

/** Whether the values of an accuracy are shares between 0 and 1. */
function hasShares({ settings, rounds }: ExperimentResult, metric: string): boolean {
  const means = [
    ...settings.map((row) => row.metrics[metric]?.best.mean ?? null),
    ...(rounds ?? []).flatMap((curve) => curve.rounds.map(({ value }) => value.mean ?? null)),
  ];
  return /(^|[^a-z])acc(uracy)?([^a-z]|$)/i.test(metric) && areShares(means);
}

function choice(
  id: string,
  label: string,
  value: string,
  options: [string, string][],
  choose: (value: string) => void,
): TemplateResult {
  return html`<div>
    <label for=${id}>${label}</label>
    <div>
      <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${options.map(([name, text]) => html`<option value=${name} .selected=${name === value}>${text}</option>`)}
      </select>
    </div>
  </div>`;
}

customElements.define("experiment-result", ExperimentResultElement);
