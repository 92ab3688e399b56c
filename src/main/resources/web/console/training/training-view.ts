import { css, html, nothing, type TemplateResult } from "lit";
import { go, href } from "../app/router";
import type { Axis, Ends } from "../chart/curve";
import { hasFaults } from "../inside/faults";
import { ExperimentsOfRuns } from "../service/experiment-list";
import { Histories, type HistorySource, ofFile, ofModel } from "../service/histories";
import { models, title } from "../service/models";
import { Resource } from "../service/resource";
import { longRunName } from "../service/run-name";
import { RunRecords } from "../service/run-records";
import { series, sharedTrainings } from "../service/series";
import { findSimulations, isReadable } from "../service/simulation-list";
import { simulations } from "../service/simulations";
import { trainings } from "../service/trainings";
import type { SimulationItem, SimulationRecord } from "../service/types";
import { csvFile } from "../ui/csv";
import { ConsoleElement } from "../ui/element";
import { empty } from "../ui/empty";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import type { Options } from "./chart-options";
import "./chart-options";
import { Colours } from "./colours";
import { metricNames, usualMetrics } from "./metrics";
import type { Choice } from "./run-choices";
import "./run-choices";
import { BAND_SPREADS, bandRows, type Group, groupsOf, placeIn } from "./bands";
import "./run-comparison";
import "./metric-chart";
import { end, isRange, ofAddress, toAddress } from "./ranges";
import { FILE, MAX_COMPARED, ofRecord, placesOf, type Run, roundRows, SIMULATION } from "./runs";

/** The simulations of the list, the latest first. */
const LISTED = 100;
const DRAW_MILLIS = 150;
const AXES: readonly Axis[] = ["round", "time", "bytes"];

/** A training that models of one series share, or that a file without a model has. */
interface ReadTraining {
  /** The id of the newest model, or the key of the file. */
  key: string;
  /** The ids of all models that share the training. */
  also: string[];
  name: string;
  /** The id of the simulation that trained the models. */
  simulation?: string | undefined;
  source: HistorySource;
}

/** The curves of all metrics of several trainings, and their parameters. */
export class TrainingView extends ConsoleElement {
  static override properties = { query: { attribute: false } };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(220px, 300px) minmax(0, 1fr);
        gap: 1rem;
        align-items: start;
      }
      .legend {
        list-style: none;
        margin: 0;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.2rem;
      }
      .legend li {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        overflow-wrap: anywhere;
      }
      .legend svg {
        flex: none;
      }
      @media (max-width: 760px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The address's query: `models` are the keys of the chosen runs; the others are the options of the charts. */
  declare query: URLSearchParams;

  private wanted = "";
  private readonly listed = new Resource(
    () => findSimulations({ q: this.wanted, filter: "", sort: "", archived: false, offset: 0, limit: LISTED }),
    this,
  );
  private readonly histories = new Histories();
  private readonly records = new RunRecords();
  private readonly experiments = new ExperimentsOfRuns();
  private readonly colours = new Colours();
  private readonly groupColours = new Colours();
  /** The keys of the chosen runs of an address that names none. */
  private usual: string[] = [];
  private readonly changed = (): void => this.requestUpdate();
  /** Many records arrive one after the other, so the charts are drawn once for several records. */
  private readonly recorded = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.requestUpdate();
    }, DRAW_MILLIS);
  };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly refreshed = (): void => {
    this.histories.reload();
    this.requestUpdate();
  };
  private readonly news = (): void => void this.listed.reload();

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.changed);
    trainings.show(this.refreshed);
    this.histories.addEventListener("change", this.recorded);
    this.records.addEventListener("change", this.recorded);
    this.experiments.addEventListener("change", this.recorded);
    simulations.addEventListener("change", this.news);
    void models.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.changed);
    trainings.hide(this.refreshed);
    this.histories.removeEventListener("change", this.recorded);
    this.records.removeEventListener("change", this.recorded);
    this.experiments.removeEventListener("change", this.recorded);
    this.experiments.rest();
    clearTimeout(this.timer);
    this.timer = undefined;
    simulations.removeEventListener("change", this.news);
    this.records.rest();
  }

  override render() {
    const t = this.t.training;
    const items = (this.listed.value?.simulations ?? []).filter(isComparable);
    const ofModels = this.ofModels().filter((each) => !this.isListedAsSimulation(each, items));
    const chosen = this.chosen(ofModels, items);
    const unread = [...(trainings.value?.unread.map(({ detail }) => detail) ?? []), ...this.histories.errors];
    const runs = this.runs(chosen, ofModels);
    const groups = this.query.get("show") === "bands" ? this.groups(runs) : undefined;
    const isEmpty = ofModels.length + items.length + chosen.length === 0 && this.wanted === "";
    return html`<div class="stack">
      <h1>${t.title}</h1>
      ${this.outage()}
      ${
        unread.length > 0
          ? html`<div class="notice warn" role="alert">
            ${t.unread(unread.length)} <span class="small break">${unread[0]}</span>
          </div>`
          : nothing
      }
      ${isEmpty ? this.nothingYet() : html`<div class="columns">${this.choices(ofModels, items, chosen, groups)} ${this.charts(runs, groups)}</div>`}
    </div>`;
  }

  /** Asks for the records of the chosen simulations and the histories of the chosen models once they are known. */
  override updated(): void {
    const keys = this.keys();
    this.records.want(keys.filter(isSimulation).map((key) => key.slice(SIMULATION.length)));
    if (this.query.get("show") === "bands") {
      this.experiments.want(
        keys.flatMap((key) => {
          const outcome = isSimulation(key) ? this.records.of(key.slice(SIMULATION.length)) : undefined;
          return outcome && "record" in outcome && outcome.record.experiment ? [outcome.record.experiment.id] : [];
        }),
      );
    }
    this.histories.want(
      this.ofModels()
        .filter((each) => keys.some((key) => each.also.includes(key)))
        .map(({ source }) => source),
    );
  }

  /** The error of a request that failed. */
  private outage(): TemplateResult | typeof nothing {
    if (models.error && !models.list) {
      return failure(models.error, this.t, () => models.refresh());
    }
    const error = this.listed.error ?? trainings.error;
    return error ? failure(error, this.t, () => void Promise.all([this.listed.load(), trainings.load()])) : nothing;
  }

  private nothingYet(): TemplateResult | typeof nothing {
    const t = this.t.training;
    if ((models.error && !models.list) || this.listed.error || trainings.error) {
      return nothing;
    }
    if (!models.list || !this.listed.value || !trainings.value) {
      return html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    return empty(!trainings.value.configured ? t.unconfigured : t.empty, this.t);
  }

  private choices(
    ofModels: ReadTraining[],
    items: SimulationItem[],
    chosen: string[],
    groups: readonly Group[] | undefined,
  ): TemplateResult {
    const ofGroups = new Map(groups?.flatMap(({ runs, colour }) => runs.map((run) => [run.key, colour] as const)));
    const listed = new Map([
      ...ofModels.map(({ key, name }) => [key, name] as const),
      ...items.map((item) => [SIMULATION + item.id, this.markedName(item)] as const),
    ]);
    // A chosen simulation may be older than those of the list.
    const others = chosen.filter((key) => !listed.has(key)).map((key) => [key, this.nameOf(key)] as const);
    const found = [...others, ...listed];
    const choices = found.map(([key, name]): Choice => {
      const colour = ofGroups.get(key) ?? this.colours.of(key);
      return colour === undefined ? { key, name } : { key, name, colour };
    });
    const total = this.listed.value?.total ?? 0;
    return html`<run-choices
      .choices=${choices}
      .most=${MAX_COMPARED}
      .note=${total > LISTED ? this.t.training.listed(LISTED, total) : ""}
      .loading=${this.histories.loading || this.records.loading || this.experiments.loading}
      @toggle=${(event: CustomEvent<string>) => this.toggle(event.detail)}
      @find=${this.find}
    ></run-choices>`;
  }

  /** The runs by the settings of their experiments, with the colours of their curves. */
  private groups(runs: readonly Run[]): Group[] {
    const groups = groupsOf(runs, ({ origin }) => {
      const experiment = origin && this.experiments.of(origin.id);
      return experiment && placeIn(experiment, origin);
    });
    this.groupColours.choose(groups.map(({ key }) => key));
    return groups.map((group) => ({ ...group, colour: this.groupColours.of(group.key) ?? 0 }));
  }

  private legend(groups: readonly Group[]): TemplateResult {
    const t = this.t.training;
    return html`<ul class="legend" aria-label=${t.settings} data-test="legend">
      ${groups.map(
        ({ name, colour, runs, isSetting }) => html`<li>
          <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="var(--chart-${(colour % 8) + 1})"></circle></svg>
          <span>${isSetting ? t.settingOf(name, runs.length) : name}</span>
        </li>`,
      )}
    </ul>`;
  }

  private charts(runs: Run[], groups: readonly Group[] | undefined): TemplateResult {
    const t = this.t.training;
    const names = metricNames(runs.map((run) => run.history));
    const options = this.options(names);
    const { axis } = options;
    const ranges = ofAddress(this.query.getAll("y"));
    const placeless =
      axis === "round" ? [] : runs.filter((run) => placesOf(run.history, axis).every((each) => each === null));
    return html`<div class="stack">
      <section class="card stack">
        <chart-options .names=${names} .options=${options} .offersBands=${runs.some(({ origin }) => origin !== undefined)} @options=${this.set}></chart-options>
        ${placeless.length > 0 ? html`<p class="muted small" role="status">${(axis === "time" ? t.noTimes : t.noBytes)(placeless.length)}</p>` : nothing}
        ${this.unread()}
        ${groups ? this.legend(groups) : nothing}
        ${groups && !groups.some(({ isSetting }) => isSetting) && !this.experiments.loading ? html`<p class="muted small" role="status">${t.noSettings}</p>` : nothing}
      </section>
      ${names.length === 0 ? html`<p class="card muted">${t.noMetrics}</p>` : options.metrics.map((metric) => html`<metric-chart .metric=${metric} .runs=${runs} .groups=${groups} .options=${options} .range=${ranges.get(metric)} @across=${(event: CustomEvent<Ends>) => this.visit(acrossQuery(event.detail))} @range=${(event: CustomEvent<Ends>) => this.setRange(metric, event.detail)}></metric-chart>`)}
      ${
        names.length === 0
          ? nothing
          : html`<div class="row">
            <button @click=${() => save(csvFile(groups ? bandRows(groups, options.metrics) : roundRows(runs, options.metrics)), "training.csv")}>
              ${icons.download} ${t.roundsFile}
            </button>
          </div>`
      }
      <run-comparison .runs=${runs} .groups=${groups} .spread=${options.spread} .metrics=${options.metrics}></run-comparison>
    </div>`;
  }

  /** The chosen simulations whose records cannot be read. */
  private unread(): TemplateResult[] {
    return this.keys()
      .filter((key) => isSimulation(key) && "error" in (this.records.of(key.slice(SIMULATION.length)) ?? {}))
      .map((key) => html`<p class="notice warn small" role="alert">${this.t.training.unreadRun(this.nameOf(key))}</p>`);
  }

  private ofModels(): ReadTraining[] {
    const files = trainings.files.map((file) => {
      const key = FILE + file;
      return { key, also: [key], name: file, source: ofFile(file) };
    });
    const ofEach = series(models.list ?? []).flatMap((each) => {
      const found = sharedTrainings(each, (model) => trainings.of(model));
      return found.map(({ models: rounds, training }) => ({
        key: rounds[0].id,
        simulation: training.simulation,
        also: rounds.map(({ id }) => id),
        name: found.length === 1 && each.name ? each.name : title(rounds[0]),
        source: ofModel(rounds[0]),
      }));
    });
    return [...ofEach, ...files];
  }

  /** Whether the list has a training as its simulation. The address may choose the training by its model. */
  private isListedAsSimulation({ also, simulation }: ReadTraining, items: readonly SimulationItem[]): boolean {
    const keys = this.query.getAll("models");
    return items.some(({ id }) => id === simulation) && !also.some((id) => keys.includes(id));
  }

  /** The keys of the address, or else of the first run. The key of a model becomes the key of its training. */
  private chosen(ofModels: ReadTraining[], items: SimulationItem[]): string[] {
    if (!this.query.has("models")) {
      const first = ofModels[0]?.key ?? (items[0] ? SIMULATION + items[0].id : undefined);
      this.usual = first === undefined ? [] : [first];
    }
    const keys = this.keys();
    const known = ofModels.filter((run) => run.also.some((id) => keys.includes(id)));
    const chosen = [...known.map((run) => run.key), ...keys.filter(isSimulation)].slice(0, MAX_COMPARED);
    this.colours.choose(chosen);
    return chosen;
  }

  private keys(): string[] {
    const keys = this.query.has("models") ? this.query.getAll("models") : this.usual;
    return [...new Set(keys)].slice(0, MAX_COMPARED);
  }

  private runs(chosen: string[], ofModels: ReadTraining[]): Run[] {
    return chosen.flatMap((key): Run[] => {
      const colour = this.colours.of(key) ?? 0;
      const known = ofModels.find((run) => run.key === key);
      if (known) {
        const read = this.histories.of(known.source);
        return read && "history" in read ? [{ ...known, colour, history: read.history }] : [];
      }
      const outcome = this.records.of(key.slice(SIMULATION.length));
      return outcome && "record" in outcome
        ? [
            {
              key,
              name: this.nameOf(key),
              colour,
              history: ofRecord(outcome.record),
              ...(outcome.record.experiment ? { origin: outcome.record.experiment } : {}),
            },
          ]
        : [];
    });
  }

  private nameOf(key: string): string {
    const id = key.slice(SIMULATION.length);
    const outcome = this.records.of(id);
    const item = this.listed.value?.simulations.find((each) => each.id === id);
    const run = outcome && "record" in outcome ? outcome.record : item;
    return run ? this.markedName(run) : id;
  }

  /** The name of a simulation, with a mark if it has simulated faults. */
  private markedName(run: SimulationItem | SimulationRecord): string {
    const name = longRunName(run, this.t);
    return hasFaults(run as SimulationItem) ? `${name} (${this.t.inside.simulatedFaults})` : name;
  }

  private options(names: readonly string[]): Options {
    const asked = this.query.getAll("metric").filter((name) => names.includes(name));
    const window = Number(this.query.get("smooth") ?? 1);
    const across: Ends = [end(this.query.get("from") ?? ""), end(this.query.get("to") ?? "")];
    return {
      metrics: this.query.has("metric") ? asked : usualMetrics(names),
      window: Number.isSafeInteger(window) && window > 1 && window <= 1_000 ? window : 1,
      log: this.query.has("log"),
      axis: AXES.find((each) => each === this.query.get("x")) ?? "round",
      across: isRange(across) ? across : undefined,
      bands: this.query.get("show") === "bands",
      spread: BAND_SPREADS.find((each) => each === this.query.get("band")) ?? "deviation",
    };
  }

  private set(event: CustomEvent<Partial<Options>>): void {
    const { metrics, window, log, axis, across, bands, spread } = event.detail;
    this.visit({
      ...(across === undefined ? {} : acrossQuery(across)),
      ...(metrics === undefined ? {} : { metric: metrics.length > 0 ? [...metrics] : [""] }),
      ...(bands === undefined ? {} : { show: bands ? ["bands"] : [] }),
      ...(spread === undefined ? {} : { band: spread === "deviation" ? [] : [spread] }),
      ...(window === undefined ? {} : { smooth: window > 1 ? [String(window)] : [] }),
      ...(log === undefined ? {} : { log: log ? ["1"] : [] }),
      ...(axis === undefined ? {} : { x: axis === "round" ? [] : [axis], from: [], to: [] }),
    });
  }

  private setRange(metric: string, ends: Ends): void {
    const ranges = ofAddress(this.query.getAll("y"));
    ranges.delete(metric);
    this.visit({ y: toAddress(isRange(ends) ? ranges.set(metric, ends) : ranges) });
  }

  private toggle(key: string): void {
    const chosen = this.chosen(this.ofModels(), (this.listed.value?.simulations ?? []).filter(isComparable));
    const next = chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key];
    this.visit({ models: next.length > 0 ? next : [""] });
  }

  private visit(change: Record<string, string[]>): void {
    const query: Record<string, string[]> = {};
    for (const name of new Set(this.query.keys())) {
      query[name] = this.query.getAll(name);
    }
    go(href("training", "", { ...query, ...change }), true);
  }

  private find(event: CustomEvent<string>): void {
    this.wanted = event.detail.trim();
    void this.listed.reload();
  }
}

/** The query for a part of the x axis. */
function acrossQuery(ends: Ends): Record<string, string[]> {
  const [from, to] = ends.map((each) => (each === undefined ? [] : [String(rounded(each))]));
  return { from: from ?? [], to: to ?? [] };
}

/** Six digits are enough for the place of a pointer. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

function isSimulation(key: string): boolean {
  return key.startsWith(SIMULATION);
}

/** Whether a simulation may have rounds that this session may read. */
function isComparable(item: SimulationItem): boolean {
  const hasRounds = Object.keys(item.metrics ?? {}).length > 0;
  return isReadable(item) && item.started !== undefined && (hasRounds || item.ended === undefined);
}

customElements.define("training-view", TrainingView);
