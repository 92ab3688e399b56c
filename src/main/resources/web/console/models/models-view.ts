import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { lasting } from "../app/preferences";
import { go, href } from "../app/router";
import { keptModels } from "../service/kept-models";
import { models, title } from "../service/models";
import { earlier, matches, ORDERS, type Order, ordered, type Series, series } from "../service/series";
import { trainings } from "../service/trainings";
import type { Model, ModelInput } from "../service/types";
import { hasWeights } from "../service/weights";
import { ConsoleElement } from "../ui/element";
import { empty } from "../ui/empty";
import { failure } from "../ui/failure";
import { accuracy, age, moment, number, size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import "../weights/model-weights";
import "../weights/series-drift";
import "../weights/weights-comparison";
import "./deployed-model";
import type { DeletedModel } from "./model-file-tools";
import "./model-file-tools";
import "./model-trash";
import "./model-upload";

const REFRESH_MILLIS = 15_000;
const FILTER_FROM = 8;
const SHOWN_LABELS = 20;

/** The models of the project and the deployed model. The list is requested again while it is visible. */
export class ModelsView extends ConsoleElement {
  static override properties = {
    query: { attribute: false },
    withRuns: { state: true },
    open: { state: true },
    filter: { state: true },
    order: { state: true },
    rounds: { state: true },
    deleted: { state: true },
  };
  static override styles = [
    shared,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 0.5rem;
      }
      .summary {
        display: grid;
        grid-template-columns: minmax(0, 2fr) repeat(4, minmax(0, 1fr)) auto;
        gap: 0.3rem 0.8rem;
        align-items: center;
        width: 100%;
        text-align: start;
        border: 0;
        padding: 0;
        background: none !important;
        justify-content: normal;
        font-weight: 400;
      }
      .summary strong {
        overflow-wrap: anywhere;
      }
      .summary svg {
        transition: transform 0.15s;
      }
      .summary[aria-expanded="true"] svg {
        transform: rotate(180deg);
      }
      li.card {
        padding: 0.7rem 1rem;
      }
      .details {
        margin-top: 0.8rem;
        padding-top: 0.8rem;
        border-top: 1px solid var(--border);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.6rem 1rem;
      }
      .tools {
        display: flex;
        gap: 0.6rem;
        flex: 1 1 auto;
        min-width: 0;
        max-width: 26rem;
        justify-content: flex-end;
      }
      .tools input.filter {
        flex: 1 1 8rem;
        width: 8rem;
      }
      .tools button {
        flex: none;
      }
      select {
        width: auto;
      }
      .id {
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        .summary {
          grid-template-columns: minmax(0, 1fr) auto auto;
        }
        .summary .optional {
          display: none;
        }
      }
    `,
  ];

  /** The address's query: `deploy` is the id of a model to deploy, `compare` has the ids of one or two models. */
  declare query: URLSearchParams;
  /** Whether the models that are kept with simulations are listed, too. */
  declare withRuns: boolean;
  /** The key of the series whose details are visible. */
  declare open: string;
  declare filter: string;
  declare order: Order;
  /** The ids of the chosen rounds, by the key of their series. */
  declare rounds: ReadonlyMap<string, string>;
  /** The model that was deleted last. */
  declare deleted: DeletedModel | undefined;

  private readonly changed = (): void => this.requestUpdate();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.withRuns = lasting.read("models of runs") === "on";
    this.open = "";
    this.filter = "";
    this.order = ORDERS.find((each) => each === lasting.read("order of models")) ?? "name";
    this.rounds = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.changed);
    trainings.show(this.changed);
    keptModels.addEventListener("change", this.changed);
    void models.refresh();
    this.loadRuns();
    this.timer = setInterval(() => {
      if (!document.hidden) {
        void models.refresh(false);
        this.loadRuns();
      }
    }, REFRESH_MILLIS);
  }

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get("query") as URLSearchParams | undefined;
    if (before && !before.has("compare") && this.query.has("compare")) {
      this.loadRuns();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.changed);
    trainings.hide(this.changed);
    keptModels.removeEventListener("change", this.changed);
    clearInterval(this.timer);
  }

  override render() {
    const t = this.t.models;
    return html`<div class="stack">
      <div class="head">
        <h1>${t.title}</h1>
        <div class="tools">
          ${
            this.all().length >= FILTER_FROM
              ? html`<input class="filter" type="search" aria-label=${t.filter} placeholder=${t.filter} @input=${this.filtered} />`
              : nothing
          }
          <button @click=${() => models.refresh()}>${icons.refresh} ${this.t.refresh}</button>
        </div>
      </div>
      <div class="row spread">
        <label class="row small">
          <input type="checkbox" .checked=${this.withRuns} @change=${this.switchRuns} /> ${t.withRuns}
        </label>
        ${this.all().length >= FILTER_FROM ? this.orders() : nothing}
      </div>
      <model-upload .rules=${models.value?.files} @uploaded=${() => models.refresh()}></model-upload>
      ${this.withRuns && keptModels.error ? failure(keptModels.error, this.t, () => void keptModels.load()) : nothing}
      ${models.error ? failure(models.error, this.t, () => models.refresh()) : nothing} ${this.notes()} ${this.comparison()} ${this.list()}
      <model-trash .rules=${models.value?.files} .last=${this.deleted} @restored=${() => models.refresh()}></model-trash>
      <deployed-model .wanted=${this.query.get("deploy") ?? ""}></deployed-model>
    </div>`;
  }

  private comparison(): TemplateResult | typeof nothing {
    const ids = this.query.getAll("compare").filter(Boolean);
    return ids.length > 0
      ? html`<weights-comparison
          .models=${this.every()}
          .chosen=${ids}
          @choose=${(event: CustomEvent<string[]>) => this.compare(event.detail)}
        ></weights-comparison>`
      : nothing;
  }

  /** Compares one or two models; none ends the comparison. */
  private compare(ids: readonly string[]): void {
    go(href("models", "", ids.length > 0 ? { compare: [...ids] } : {}), true);
  }

  private orders(): TemplateResult {
    const t = this.t.models;
    return html`<select aria-label=${t.order} @change=${this.sort}>
      ${ORDERS.map((each) => html`<option value=${each} ?selected=${each === this.order}>${t.orders[each]}</option>`)}
    </select>`;
  }

  /** The notes of the list on models that it leaves out. */
  private notes(): TemplateResult | typeof nothing {
    const notes = models.value?.notes ?? [];
    return notes.length > 0
      ? html`<div class="notice warn stack break">${notes.map((note) => html`<div>${this.t.simulate.reason(note)}</div>`)}</div>`
      : nothing;
  }

  private list(): TemplateResult | typeof nothing {
    const list = models.list;
    if (!list) {
      return models.error ? nothing : html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    const all = this.all();
    if (all.length === 0) {
      const t = this.t.models;
      const reason = models.value?.reason;
      return empty(
        html`${t.empty(models.value?.folder)}${reason ? html` <span class="break">${reason}</span>` : nothing}`,
        this.t,
      );
    }
    const wanted = all.length >= FILTER_FROM ? this.filter : "";
    const matching = series(all).filter((each) => matches(each, wanted, title));
    const shown = ordered(matching, this.order, (model) => trainings.fractionOf(model));
    if (shown.length === 0) {
      return html`<div class="card muted" role="status">${this.t.models.noMatch(this.filter)}</div>`;
    }
    return html`<ul aria-label=${this.t.models.title}>
      ${repeat(
        shown,
        (each) => each.key,
        (each) => this.series(each),
      )}
    </ul>`;
  }

  private series(each: Series): TemplateResult {
    const t = this.t.models;
    const expanded = this.open === each.key;
    const model = each.models.find(({ id }) => id === this.rounds.get(each.key)) ?? each.models[0];
    const name = each.name || title(model);
    return html`<li class="card">
      <button class="summary" aria-expanded=${expanded} @click=${() => (this.open = expanded ? "" : each.key)}>
        <span>
          <strong>${name}</strong>
          ${
            each.models.length > 1
              ? html`<br /><span class="id small muted">${t.rounds(each.models.length, model.round)}</span>`
              : name === model.id
                ? nothing
                : html`<br /><code class="id small muted">${model.id}</code>`
          }
        </span>
        <span>${this.state(model)}</span>
        <span class="optional small muted">${t.formats(model.format)}</span>
        <span class="optional small muted">${size(model.size_bytes)} · ${age(model.modified)}</span>
        <span class="optional small">${this.accuracy(model)}</span>
        ${icons.chevron}
      </button>
      ${expanded ? html`${this.roundChoice(each, model)} ${this.details(model, each.models)}` : nothing}
    </li>`;
  }

  /** The models of the project, and the models of simulations if the reader wants them. */
  private all(): Model[] {
    return [...(models.list ?? []), ...(this.withRuns ? (keptModels.value ?? []) : [])];
  }

  /** The models of the list, and the models of simulations, if they are known. */
  private every(): Model[] {
    return [...(models.list ?? []), ...(keptModels.value ?? [])];
  }

  private loadRuns(): void {
    if (this.withRuns || this.query.has("compare")) {
      void keptModels.load();
    }
  }

  private switchRuns(event: Event): void {
    this.withRuns = (event.target as HTMLInputElement).checked;
    lasting.write("models of runs", this.withRuns ? "on" : "off");
    this.loadRuns();
  }

  private roundChoice(each: Series, chosen: Model): TemplateResult | typeof nothing {
    if (each.models.length < 2) {
      return nothing;
    }
    const choose = (event: Event): void => {
      this.rounds = new Map(this.rounds).set(each.key, (event.target as HTMLSelectElement).value);
    };
    return html`<div class="details row">
      <label class="row">
        ${this.t.models.round}
        <select @change=${choose}>
          ${each.models.map(
            (model) => html`<option value=${model.id} ?selected=${model === chosen}>
              ${model.round} · ${moment(model.modified)}
            </option>`,
          )}
        </select>
      </label>
      <code class="id small muted">${chosen.id}</code>
    </div>`;
  }

  private state(model: Model): TemplateResult {
    const tone = model.state === "LOADED" ? "good" : model.state === "UNAVAILABLE" ? "bad" : "";
    const stale = model.state === "LOADED" && model.reason;
    return html`<span class="badge ${stale ? "warn" : tone}">${this.t.models.states[model.state] ?? model.state}</span>`;
  }

  private accuracy(model: Model): string {
    const training = trainings.of(model);
    return training?.best
      ? this.t.models.best(accuracy(training.best.accuracy, training.accuracies_are_fractions))
      : "";
  }

  /** @param rounds the models of the same series */
  private details(model: Model, rounds: readonly Model[]): TemplateResult {
    const t = this.t.models;
    const training = trainings.of(model);
    const best = training?.best;
    const fact = (name: string, value: string | undefined): TemplateResult | typeof nothing =>
      value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing;
    return html`<div class="details stack">
      ${model.reason ? html`<div class="notice ${model.state === "LOADED" ? "warn" : "bad"}">${this.t.simulate.reason(model.reason)}</div>` : nothing}
      <p class="muted small break">${model.description}</p>
      <dl class="facts">
        ${model.run ? html`<dt>${t.ofRun}</dt><dd><a href=${href("simulate", model.run)}>${model.run}</a></dd>` : nothing}
        ${fact(t.file, model.path)} ${fact(t.format, t.formats(model.format))} ${fact(t.runsAs, model.runs_as && t.formats(model.runs_as))}
        ${fact(t.runsAsDetail, model.runs_as_detail)} ${fact(t.class, model.class)}
        ${fact(t.labels, model.labels && this.labels(model.labels))} ${fact(t.input, model.input && this.input(model.input))}
        ${fact(t.activation, t.activations(model.activation ?? ""))} ${fact(t.size, size(model.size_bytes))}
        ${fact(t.modified, `${moment(model.modified)} (${age(model.modified)})`)}
        ${fact(t.bestAccuracy, best && t.bestAt(accuracy(best.accuracy, training.accuracies_are_fractions), best.round))}
        ${fact(t.history, trainings.errorOf(model))}
      </dl>
      <div class="row">
        <a class="button primary" href=${href("predict", "", { models: [model.id] })}>${icons.predict} ${t.predict}</a>
        ${
          training
            ? html`<a class="button" href=${href("training", "", { models: [model.id] })}>${icons.training} ${t.curves}</a>`
            : nothing
        }
        ${
          hasWeights(model)
            ? html`<a class="button" href=${href("models", "", { compare: compared(model, rounds) })}>${icons.compare} ${this.t.weights.compare}</a>`
            : nothing
        }
        <model-file-tools .model=${model} .rules=${models.value?.files} @deleted=${this.wasDeleted}></model-file-tools>
      </div>
      <model-weights .model=${model} .rounds=${rounds}></model-weights>
      ${rounds.length > 1 && hasWeights(model) ? html`<series-drift .model=${model} .rounds=${rounds}></series-drift>` : nothing}
    </div>`;
  }

  private wasDeleted(event: CustomEvent<DeletedModel>): void {
    this.deleted = event.detail;
    void models.refresh();
  }

  private labels(labels: string[]): string {
    return this.t.models.listed(labels.slice(0, SHOWN_LABELS), Math.max(0, labels.length - SHOWN_LABELS));
  }

  private input(input: ModelInput): string {
    const t = this.t.models;
    const { resize, mean, std } = input;
    const numbers = (values: number[] | undefined): string =>
      values ? values.map((value) => number(value, 4)).join(", ") : t.imageNet;
    return [
      t.pixels(input.image_size),
      t.channels(input.channels),
      resize === "squash" ? "" : t.cut(number(resize, 0)),
      mean || std ? t.normalised(numbers(mean), numbers(std)) : "",
    ]
      .filter(Boolean)
      .join(t.separator);
  }

  private sort(event: Event): void {
    this.order = ORDERS.find((each) => each === (event.target as HTMLSelectElement).value) ?? "name";
    lasting.write("order of models", this.order);
  }

  private filtered(event: Event): void {
    this.filter = (event.target as HTMLInputElement).value;
  }
}

/** The ids of a model and, if there is one, of its previous round: models A and B of a comparison. */
function compared(model: Model, rounds: readonly Model[]): string[] {
  const before = earlier(model, rounds);
  return before ? [model.id, before.id] : [model.id];
}

customElements.define("models-view", ModelsView);
