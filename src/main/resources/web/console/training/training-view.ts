import { css, html, nothing, type TemplateResult } from "lit";
import type { LineChartElement } from "../chart/line-chart";
import "../chart/line-chart";
import { go, href } from "../app/router";
import { ApiError } from "../service/api";
import { best, histories } from "../service/histories";
import { models, title } from "../service/models";
import { Resource } from "../service/resource";
import { series, trainings } from "../service/series";
import { isReadable, listSimulations, recordOf } from "../service/simulation-list";
import type { History, Model } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { empty } from "../ui/empty";
import { failure } from "../ui/failure";
import { accuracy, duration, metric, moment } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import { csv, curves, haveShares, ofRecord, type Run } from "./runs";

/** The number of latest simulations whose rounds can be compared. */
const SIMULATIONS = 20;

/** The curves of accuracy and loss of several trainings, and their parameters. */
export class TrainingView extends ConsoleElement {
  static override properties = { query: { attribute: false }, log: { state: true } };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(220px, 300px) minmax(0, 1fr);
        gap: 1rem;
        align-items: start;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        font-weight: 650;
        font-size: 0.95rem;
      }
      .choices {
        max-height: 20rem;
        overflow-y: auto;
      }
      .choices label {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        padding: 0.3rem 0.2rem;
        font-weight: 450;
        overflow-wrap: anywhere;
      }
      .dot {
        flex: none;
      }
      .nowrap {
        white-space: nowrap;
      }
      @media (max-width: 760px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The address's query: `models` are the keys of the chosen runs. */
  declare query: URLSearchParams;
  declare log: boolean;

  private readonly past = new Resource(pastRuns, this);
  private readonly changed = (): void => this.requestUpdate();

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.log = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.changed);
    histories.addEventListener("change", this.changed);
    void models.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.changed);
    histories.removeEventListener("change", this.changed);
  }

  override render() {
    const t = this.t.training;
    const runs = this.runs();
    return html`<div class="stack">
      <h1>${t.title}</h1>
      ${this.outage()}
      ${
        histories.errors.length > 0
          ? html`<div class="notice warn" role="alert">
            ${t.unread(histories.errors.length)} <span class="small break">${histories.errors[0]}</span>
          </div>`
          : nothing
      }
      ${runs.length === 0 ? this.nothingYet() : html`<div class="columns">${this.choices(runs)} ${this.charts(runs)}</div>`}
    </div>`;
  }

  /** The error of a request that failed. */
  private outage(): TemplateResult | typeof nothing {
    if (models.error && !models.list) {
      return failure(models.error, this.t, () => models.refresh());
    }
    const { error } = this.past;
    return error ? failure(error, this.t, () => void this.past.load()) : nothing;
  }

  private nothingYet(): TemplateResult | typeof nothing {
    const t = this.t.training;
    if ((models.error && !models.list) || this.past.error) {
      return nothing;
    }
    if (!models.list || !this.past.value || histories.loading) {
      return html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    return empty(histories.unconfigured ? t.unconfigured : t.empty, this.t);
  }

  private choices(runs: Run[]): TemplateResult {
    const chosen = this.chosen(runs);
    return html`<fieldset class="card">
      <legend class="visually-hidden">${this.t.training.runs}</legend>
      <h2>${this.t.training.runs}</h2>
      <div class="choices">
        ${runs.map(
          (run) => html`<label>
            <input type="checkbox" .checked=${chosen.includes(run)} @change=${() => this.toggle(run, runs)} />
            <svg class="dot" width="12" height="12" aria-hidden="true">
              <circle cx="6" cy="6" r="6" fill="var(--chart-${(run.colour % 8) + 1})"></circle>
            </svg>
            <span>${run.name}</span>
          </label>`,
        )}
      </div>
      ${histories.loading ? html`<p class="muted small" role="status">${this.t.loading}</p>` : nothing}
    </fieldset>`;
  }

  private charts(runs: Run[]): TemplateResult {
    const t = this.t.training;
    const chosen = this.chosen(runs);
    return html`<div class="stack">
      <section class="card stack" aria-labelledby="accuracy">
        <div class="row spread">
          <h2 id="accuracy">${t.accuracy}</h2>
          <button class="plain" @click=${() => this.savePng("accuracy")}>${icons.download} PNG</button>
        </div>
        <line-chart id="accuracy-chart" .label=${t.accuracy} .shares=${haveShares(chosen)} .curves=${curves(chosen, (each) => each.accuracies)}></line-chart>
      </section>
      <section class="card stack" aria-labelledby="loss">
        <div class="row spread">
          <h2 id="loss">${t.loss}</h2>
          <div class="row">
            <label class="row"><input type="checkbox" .checked=${this.log} @change=${() => (this.log = !this.log)} /> ${t.logScale}</label>
            <button class="plain" @click=${() => this.savePng("loss")}>${icons.download} PNG</button>
          </div>
        </div>
        <line-chart id="loss-chart" .label=${t.loss} .log=${this.log} .curves=${curves(chosen, (each) => each.losses)}></line-chart>
      </section>
      <section class="card stack" aria-labelledby="facts">
        <div class="row spread">
          <h2 id="facts">${t.comparison}</h2>
          <button @click=${() => save(new Blob([csv(chosen)], { type: "text/csv;charset=utf-8" }), "training.csv")}>${icons.download} CSV</button>
        </div>
        ${this.table(chosen)}
      </section>
    </div>`;
  }

  private table(chosen: Run[]): TemplateResult {
    const t = this.t.training;
    return html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby="facts">
      <table>
        <thead>
          <tr>
            <th scope="col">${t.run}</th>
            <th scope="col" class="number">${t.rounds}</th>
            <th scope="col" class="number">${t.bestAccuracy}</th>
            <th scope="col" class="number">${t.lastLoss}</th>
            <th scope="col" class="number">${t.time}</th>
            <th scope="col">${t.parameters}</th>
            <th scope="col">${t.source}</th>
          </tr>
        </thead>
        <tbody>
          ${chosen.map(({ name, history }) => {
            const found = best(history);
            const loss = history.losses.filter((value) => value !== null).pop();
            return html`<tr>
              <th scope="row" class="break">${name}</th>
              <td class="number">${history.rounds.length}</td>
              <td class="number nowrap">${found ? this.t.models.bestAt(accuracy(found.accuracy, found.isShare), found.round) : "–"}</td>
              <td class="number">${loss === undefined ? "–" : metric(loss)}</td>
              <td class="number">${totalTime(history.total_training_time)}</td>
              <td class="small mono">${parameters(history.parameters)}</td>
              <td class="small">${history.source ?? ""}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  private runs(): Run[] {
    const historyOf = (model: Model): History | undefined => {
      const outcome = histories.of(model);
      return outcome && "history" in outcome ? outcome.history : undefined;
    };
    const ofModels = series(models.list ?? []).flatMap((each) => {
      const found = trainings(each, historyOf);
      return found.map(({ models: rounds, history }) => ({
        key: rounds[0].id,
        also: rounds.map((model) => model.id),
        name: found.length === 1 && each.name ? each.name : title(rounds[0]),
        history,
      }));
    });
    const past = (this.past.value ?? []).map((run) => ({
      ...run,
      name: this.t.training.simulation(moment(run.requested ?? "")),
    }));
    return [...ofModels, ...past].map((run, index) => ({ ...run, colour: index }));
  }

  /** The runs of the address, or else the first run. */
  private chosen(runs: Run[]): Run[] {
    const wanted = this.query.getAll("models");
    return this.query.has("models")
      ? runs.filter((run) => wanted.includes(run.key) || run.also?.some((id) => wanted.includes(id)))
      : runs.slice(0, 1);
  }

  private toggle(run: Run, runs: Run[]): void {
    const keys = this.chosen(runs).map((each) => each.key);
    const next = keys.includes(run.key) ? keys.filter((key) => key !== run.key) : [...keys, run.key];
    go(href("training", "", { models: next.length > 0 ? next : [""] }), true);
  }

  private savePng(name: "accuracy" | "loss"): void {
    const address = this.renderRoot.querySelector<LineChartElement>(`#${name}-chart`)?.toPng();
    if (address) {
      save(address, `${name}.png`);
    }
  }
}

/** The latest readable simulations with rounds. */
async function pastRuns(): Promise<Run[]> {
  const items = (await listSimulations(SIMULATIONS)).filter((item) => isReadable(item) && item.started);
  return (await Promise.all(items.map((item) => pastRun(item.id)))).flat();
}

/** One simulation as a run; undefined if it has no rounds or has been removed. */
async function pastRun(id: string): Promise<Run[]> {
  try {
    const record = await recordOf(id);
    const run = {
      key: `simulation ${id}`,
      name: "",
      requested: record.requested,
      colour: 0,
      history: ofRecord(record),
    };
    return record.rounds.length > 0 ? [run] : [];
  } catch (failed) {
    if (failed instanceof ApiError && failed.isOutage) {
      throw failed;
    }
    return [];
  }
}

/** Seconds as a duration. A text stays unchanged. */
function totalTime(value: unknown): string {
  if (typeof value === "number") {
    return duration(value);
  }
  return value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}

function parameters(values: Record<string, unknown> | undefined): string {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" ");
}

customElements.define("training-view", TrainingView);
