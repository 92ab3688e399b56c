import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { lasting } from "../app/preferences";
import { go, href } from "../app/router";
import { ApiError } from "../service/api";
import { Resource } from "../service/resource";
import { runName } from "../service/run-name";
import { addressOf, filterFault, type RunQuery, readQuery } from "../service/run-query";
import { findSimulations, label } from "../service/simulation-list";
import { simulations } from "../service/simulations";
import { type Deletion, isFinal, type LabelsChange, type SimulationItem, type SimulationPage } from "../service/types";
import { SIMULATION } from "../training/runs";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import type { DeleteDialog } from "./delete-dialog";
import "./delete-dialog";
import type { LabelsDialog } from "./labels-dialog";
import "./labels-dialog";
import { usualSparkline } from "./columns";
import "./run-rows";
import { runsStyles } from "./runs-styles";

const REFRESH_MILLIS = 10_000;
const PAUSE_MILLIS = 300;
const PAGE = 50;
/** The metric of the sparklines in the browser's storage; an empty text for no sparklines. */
const SPARKLINE = "run-sparkline";
/** The most runs that can be selected, and changed with one click. */
const MAX_SELECTED = 10_000;

/** The result of a change, shown until the next one. */
interface Report {
  text: string;
  refused: string[];
}

/** All simulations of the project: search, filter, order, labels, deletion. The service finds a page of them. */
export class RunsView extends ConsoleElement {
  static override properties = {
    query: { attribute: false },
    selected: { state: true },
    report: { state: true },
    error: { state: true },
  };
  static override styles = [shared, runsStyles];

  /** The address's query, see {@link readQuery}. */
  declare query: URLSearchParams;
  declare selected: ReadonlyMap<string, SimulationItem>;
  declare report: Report | undefined;
  declare error: Error | undefined;

  /** The metric of the sparklines: the choice of the reader, or else the usual one of the last page. */
  private sparkline = lasting.read(SPARKLINE) ?? "accuracy";
  private readonly page = new Resource(() => this.request(), this);
  private timer: ReturnType<typeof setInterval> | undefined;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly changed = (): void => void this.page.reload();

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.selected = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    simulations.addEventListener("change", this.changed);
    this.timer = setInterval(() => {
      if (!document.hidden) {
        void this.page.load();
      }
    }, REFRESH_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    simulations.removeEventListener("change", this.changed);
    clearInterval(this.timer);
    clearTimeout(this.typing);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("query") && changed.get("query") !== undefined) {
      void this.page.reload();
    }
  }

  override updated(): void {
    // The last simulation of the last page may have been deleted.
    const { value } = this.page;
    const { offset } = this.asked();
    if (value && offset > 0 && offset >= value.total) {
      this.visit({ offset: Math.max(0, Math.ceil(value.total / PAGE) - 1) * PAGE });
    }
  }

  override render() {
    const t = this.t.runs;
    return html`<div class="stack">
      <div class="row spread">
        <h1>${t.title}</h1>
        <a class="button" href=${href("experiments")}>${icons.experiments} ${this.t.experiments.open}</a>
      </div>
      ${this.form()}
      ${this.outage()}
      ${this.error ? failure(this.error, this.t) : nothing}
      <div>
        <div role="status" class="report">${this.reported()}</div>
        ${this.found()}
      </div>
    </div>
    <labels-dialog @saved=${this.saved}></labels-dialog>
    <delete-dialog @deleted=${this.deleted}></delete-dialog>`;
  }

  private form(): TemplateResult {
    const t = this.t.runs;
    const { q, filter, archived } = this.asked();
    const fault = this.fault();
    return html`<form class="card find" role="search" @submit=${this.submitted}>
      <div>
        <label for="search">${t.search}</label>
        <input id="search" type="search" .value=${q} placeholder=${t.searchHint} maxlength="1000" @input=${this.typed} />
      </div>
      <div>
        <label for="filter">${t.filter}</label>
        <input id="filter" class="mono" .value=${filter} placeholder=${t.filterHint} maxlength="2000" spellcheck="false"
          autocomplete="off" autocapitalize="off" aria-invalid=${fault ? "true" : "false"} aria-describedby="fault" @change=${this.submitted} />
      </div>
      <label class="row"><input type="checkbox" .checked=${archived} @change=${() => this.visit({ archived: !archived, offset: 0 })} /> ${t.archived}</label>
      <div id="fault" class="fault" role="alert">${fault ? this.faulty(filter.trim(), fault.at, fault.reason) : nothing}</div>
    </form>`;
  }

  /** The filter with a mark at the wrong character. */
  private faulty(filter: string, at: number, reason: string): TemplateResult {
    return html`<p>${this.t.runs.filterFault(at + 1, reason)}</p>
      <code aria-hidden="true">${filter.slice(0, at)}<mark>${filter.slice(at, at + 1) || " "}</mark>${filter.slice(at + 1)}</code>`;
  }

  private fault() {
    const { error } = this.page;
    return error instanceof ApiError && error.status === 400 ? filterFault(error.message) : undefined;
  }

  private outage(): TemplateResult | typeof nothing {
    const { error } = this.page;
    return error && !this.fault() ? failure(error, this.t, this.changed) : nothing;
  }

  private reported(): TemplateResult | typeof nothing {
    const { report } = this;
    return report
      ? html`<div class="notice ${report.refused.length > 0 ? "warn" : "good"}" data-test="report">
          <p>${report.text}</p>
          ${report.refused.map((reason) => html`<p class="small break">${reason}</p>`)}
        </div>`
      : nothing;
  }

  private found(): TemplateResult | typeof nothing {
    const t = this.t.runs;
    const { value } = this.page;
    if (!value) {
      return this.page.error ? nothing : html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    const { q, filter, archived } = this.asked();
    if (value.total === 0) {
      const isNarrow = q !== "" || filter !== "";
      return html`<div class="card stack">
        <p class="muted">${isNarrow ? t.noMatch : t.none}</p>
        <div>
          ${
            isNarrow
              ? html`<button @click=${() => this.visit({ q: "", filter: "", offset: 0 })}>${t.clear}</button>`
              : html`<a class="button primary" href=${href("simulate")}>${icons.play} ${this.t.firstSimulation}</a>`
          }
        </div>
        ${archived ? nothing : html`<p class="muted small">${t.archivedHint}</p>`}
      </div>`;
    }
    return html`<section class="card stack" aria-label=${t.table}>
      ${this.bar(value.total)}
      <run-rows
        .items=${value.simulations}
        .sort=${this.asked().sort}
        .selected=${this.selected}
        .sparkline=${this.sparkline}
        @sparkline=${(event: CustomEvent<string>) => this.showSparklines(event.detail)}
        @sort=${(event: CustomEvent<string>) => this.visit({ sort: event.detail, offset: 0 })}
        @select=${(event: CustomEvent<SimulationItem[]>) => this.select(event.detail)}
        @edit=${(event: CustomEvent<SimulationItem>) => this.labelsDialog()?.edit(event.detail)}
        @pin=${(event: CustomEvent<SimulationItem>) => void this.change([event.detail], { pinned: !event.detail.pinned })}
      ></run-rows>
      ${this.pager(value.total, value.simulations.length)}
    </section>`;
  }

  /** The number of runs, or the actions for the selected runs. */
  private bar(total: number): TemplateResult {
    const t = this.t.runs;
    const chosen = this.chosen();
    if (chosen.length === 0) {
      return html`<p class="muted" data-test="found">${t.found(total)}</p>`;
    }
    const own = chosen.filter((item) => item.own);
    const isArchived = own.length > 0 && own.every((item) => item.archived);
    return html`<div class="row bar">
      <strong>${t.selected(chosen.length)}</strong>
      <a class="button" href=${href("training", "", { models: chosen.map(({ id }) => SIMULATION + id) })}>${icons.training} ${t.compare}</a>
      <button ?disabled=${own.length === 0} @click=${() => void this.change(own, { archived: !isArchived })}>
        ${isArchived ? t.unarchive : t.archive}
      </button>
      <button class="danger" ?disabled=${!chosen.some(isDeletable)} @click=${this.askToDelete}>${icons.trash} ${t.delete}</button>
      <button class="plain" @click=${() => (this.selected = new Map())}>${t.unselect}</button>
    </div>`;
  }

  private pager(total: number, shown: number): TemplateResult | typeof nothing {
    const t = this.t.runs;
    const { offset } = this.asked();
    if (total <= PAGE) {
      return nothing;
    }
    return html`<nav class="row spread" aria-label=${t.table}>
      <button ?disabled=${offset === 0} @click=${() => this.visit({ offset: Math.max(0, offset - PAGE) })}>${icons.back} ${t.previous}</button>
      <span class="muted" role="status" data-test="page">${t.page(offset + 1, offset + shown, total)}</span>
      <button ?disabled=${offset + shown >= total} @click=${() => this.visit({ offset: offset + PAGE })}>${t.next} ${icons.forward}</button>
    </nav>`;
  }

  private async request(): Promise<SimulationPage> {
    const asked = this.asked();
    const page = await findSimulations(asked, this.sparkline);
    const usual = usualSparkline(page.simulations);
    const isAbsent = !page.simulations.some(({ metrics = {} }) => Object.hasOwn(metrics, this.sparkline));
    if (lasting.read(SPARKLINE) !== undefined || !isAbsent || usual === this.sparkline) {
      return page;
    }
    this.sparkline = usual;
    return findSimulations(asked, usual);
  }

  private showSparklines(metric: string): void {
    lasting.write(SPARKLINE, metric);
    this.sparkline = metric;
    void this.page.reload();
  }

  private asked(): RunQuery {
    return readQuery(this.query, PAGE);
  }

  private visit(change: Partial<RunQuery>): void {
    go(href("runs", "", addressOf({ ...this.asked(), ...change })), true);
  }

  private typed(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.search(), PAUSE_MILLIS);
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.search();
  }

  private search(): void {
    clearTimeout(this.typing);
    const text = (id: string): string => this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value ?? "";
    this.visit({ q: text("search"), filter: text("filter"), offset: 0 });
  }

  /** Selects simulations if one of them is not selected; otherwise deselects them. */
  private select(items: SimulationItem[]): void {
    const next = new Map(this.selected);
    const isAll = items.every(({ id }) => next.has(id));
    for (const item of items) {
      if (isAll) {
        next.delete(item.id);
      } else if (next.size < MAX_SELECTED) {
        next.set(item.id, item);
      }
    }
    this.selected = next;
  }

  /** The selected simulations, as the service described them last. */
  private chosen(): SimulationItem[] {
    const page = new Map((this.page.value?.simulations ?? []).map((item) => [item.id, item]));
    return [...this.selected].map(([id, item]) => page.get(id) ?? item);
  }

  private async change(items: readonly SimulationItem[], labels: LabelsChange): Promise<void> {
    this.error = undefined;
    const refused: string[] = [];
    for (const item of items) {
      try {
        await label(item.id, labels);
      } catch (failed) {
        if (!(failed instanceof ApiError) || failed.status === 0) {
          this.error = failed as Error;
          break;
        }
        refused.push(this.t.runs.refused(runName(item), failed.message));
      }
    }
    const done = items.length - refused.length;
    this.report = this.error ? undefined : { text: this.t.runs.changed(done), refused };
    this.selected = new Map();
    await this.page.reload();
  }

  private askToDelete(): void {
    const chosen = this.chosen();
    const runs = chosen.filter(isDeletable);
    void this.renderRoot.querySelector<DeleteDialog>("delete-dialog")?.ask(runs, chosen.length - runs.length);
  }

  private deleted(event: CustomEvent<Deletion>): void {
    const { deleted, refused, freed_bytes: freed } = event.detail;
    const name = (id: string): string => runName(this.selected.get(id) ?? { id, requested: "" });
    this.report = {
      text: this.t.runs.deleted(deleted.length, size(freed)),
      refused: Object.entries(refused).map(([id, reason]) => this.t.runs.refused(name(id), reason)),
    };
    deleted.forEach((id) => simulations.forget(id));
    this.selected = new Map([...this.selected].filter(([id]) => !deleted.includes(id)));
    void this.page.reload();
  }

  private saved(): void {
    this.report = { text: this.t.runs.changed(1), refused: [] };
    void this.page.reload();
  }

  private labelsDialog(): LabelsDialog | null {
    return this.renderRoot.querySelector<LabelsDialog>("labels-dialog");
  }
}

/** Whether this session may delete a simulation. */
function isDeletable(item: SimulationItem): boolean {
  return (item.own ?? false) && isFinal(item.state);
}

customElements.define("runs-view", RunsView);
