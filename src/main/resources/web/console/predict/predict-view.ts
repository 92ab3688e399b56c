import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { go, href } from "../app/router";
import { ApiError, post, postJson } from "../service/api";
import { isKept, keptModels } from "../service/kept-models";
import { models, title } from "../service/models";
import { retries } from "../service/retries";
import { matches, preferred, type Series, series } from "../service/series";
import type { Model, Prediction } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { empty } from "../ui/empty";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import type { Picture } from "./picture-input";
import "./picture-input";
import "./predict-code";
import type { Answer } from "./prediction-card";
import "./prediction-card";
import "./round-predictions";
import { type View, views } from "./views";

const AT_ONCE = 6;
const FILTER_FROM = 8;
/** The time limit for loading a model. The project's Python converts a state dict first. */
const PATIENCE_MILLIS = 600_000;

/** The picture and the models of the last visit, for the next one in this tab. */
const kept: { picture?: Picture; models?: string[] } = {};

/**
 * A picture and the predictions of one or more models. A new choice requests only the predictions that are missing. One
 * file, because the requests for views and predictions of a picture end together.
 */
export class PredictView extends ConsoleElement {
  static override properties = {
    query: { attribute: false },
    picture: { state: true },
    refused: { state: true },
    seen: { state: true },
    answers: { state: true },
    filter: { state: true },
    opened: { state: true },
  };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(260px, 360px) minmax(0, 1fr);
        gap: 1rem;
        align-items: start;
      }
      .answers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(230px, 1fr));
        gap: 1rem;
      }
      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: 1rem;
      }
      figure {
        margin: 0;
        display: grid;
        gap: 0.3rem;
      }
      figure img {
        height: 132px;
        max-width: 100%;
        object-fit: contain;
        border-radius: 8px;
        border: 1px solid var(--border);
        background: var(--surface-raised);
      }
      img.seen {
        width: 132px;
        image-rendering: pixelated;
      }
      .choices {
        display: grid;
        gap: 0.1rem;
        max-height: 18rem;
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
      .choices button {
        justify-self: start;
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
      @media (max-width: 760px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The address's query: `models` are the ids of the chosen models. */
  declare query: URLSearchParams;
  declare picture: Picture | undefined;
  declare refused: string;
  /** The address of each view of the picture by its key; empty while it is requested. */
  declare seen: Map<string, string>;
  declare answers: Map<string, Answer>;
  declare filter: string;
  /** The keys of the series whose older rounds are visible. */
  declare opened: ReadonlySet<string>;

  /** Cancels the requests for a picture when another one is chosen. */
  private asking = new AbortController();
  private readonly changed = (): void => {
    this.requestUpdate();
    this.ask();
  };

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.picture = kept.picture;
    this.refused = "";
    this.seen = new Map();
    this.answers = new Map();
    this.filter = "";
    this.opened = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.changed);
    keptModels.addEventListener("change", this.changed);
    void models.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.changed);
    keptModels.removeEventListener("change", this.changed);
    this.asking.abort();
    this.forgetSeen();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has("query")) {
      if (this.query.has("models")) {
        kept.models = this.query.getAll("models");
      }
      if (this.wanted()?.some(isKept)) {
        void keptModels.load();
      }
      this.ask();
    }
  }

  override render() {
    const t = this.t.predict;
    return html`<div class="stack">
      <div class="row spread">
        <h1>${t.title}</h1>
        <a class="button" href=${href("evaluate")}>${icons.evaluate} ${this.t.evaluations.open}</a>
      </div>
      <div class="columns">
        <div class="card stack">
          <picture-input @picture=${this.taken} @refused=${this.refuse}></picture-input>
          ${this.refused ? html`<div class="notice bad" role="alert">${this.refused}</div>` : nothing} ${this.choices()}
        </div>
        <div class="stack">
          ${
            models.list?.length === 0 && this.list().length === 0
              ? empty(this.t.models.empty(models.value?.folder), this.t)
              : this.picture
                ? this.results(this.picture)
                : html`<div class="card muted">${t.start}</div>`
          }
        </div>
      </div>
    </div>`;
  }

  private choices(): TemplateResult {
    const t = this.t.predict;
    if (models.error && !models.list) {
      return failure(models.error, this.t, () => models.refresh());
    }
    const chosen = this.chosen();
    if (models.list?.length === 0 && this.list().length === 0) {
      return html`<p class="muted small">${this.t.models.none}</p>`;
    }
    const list = this.list();
    const wanted = list.length >= FILTER_FROM ? this.filter : "";
    const shown = series(list).filter((each) => matches(each, wanted, title));
    return html`<fieldset class="stack">
      <legend>${t.models}</legend>
      ${
        list.length >= FILTER_FROM
          ? html`<input
              type="search"
              aria-label=${this.t.models.filter}
              placeholder=${this.t.models.filter}
              .value=${this.filter}
              @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      <div class="choices">
        ${repeat(
          shown,
          (each) => each.key,
          (each) => this.seriesChoice(each, chosen),
        )}
      </div>
      ${
        list.length > 0 && shown.length === 0
          ? html`<p class="muted small" role="status">${this.t.models.noMatch(this.filter)}</p>`
          : nothing
      }
    </fieldset>`;
  }

  /** The newest round, the chosen rounds and, on request, the others. */
  private seriesChoice(each: Series, chosen: string[]): TemplateResult {
    const open = this.opened.has(each.key);
    const visible = each.models.filter((model, index) => open || index === 0 || chosen.includes(model.id));
    const others = each.models.filter((model, index) => index > 0 && !chosen.includes(model.id)).length;
    return html`${repeat(
      visible,
      (model) => model.id,
      (model) => this.choice(model, chosen),
    )}
    ${
      others > 0
        ? html`<button class="plain small" aria-expanded=${open} @click=${() => this.toggleRounds(each.key)}>
            ${open ? this.t.predict.fewerRounds(each.name) : this.t.predict.moreRounds(each.name, others)}
          </button>`
        : nothing
    }`;
  }

  private choice(model: Model, chosen: string[]): TemplateResult {
    return html`<label>
      <input
        type="checkbox"
        .checked=${chosen.includes(model.id)}
        ?disabled=${!chosen.includes(model.id) && chosen.length >= AT_ONCE}
        @change=${() => this.toggle(model)}
      />
      <span title=${model.id}>${model.run ? model.id : title(model)}</span>
      ${model.state === "UNAVAILABLE" ? html`<span class="badge bad">${this.t.models.states[model.state]}</span>` : nothing}
    </label>`;
  }

  private toggleRounds(key: string): void {
    const opened = new Set(this.opened);
    if (!opened.delete(key)) {
      opened.add(key);
    }
    this.opened = opened;
  }

  private results(picture: Picture): TemplateResult {
    const t = this.t.predict;
    return html`<div class="card pictures">
        <figure>
          <img src=${picture.dataUrl} alt=${t.original} />
          <figcaption class="small muted break">${picture.name}</figcaption>
        </figure>
        ${this.views().map((view, _, all) => this.view(view, all.length > 1))}
      </div>
      ${this.chosen().length === 0 ? html`<div class="card muted">${t.choose}</div>` : nothing}
      <div class="answers">
        ${repeat(
          this.chosen(),
          (id) => id,
          (id) => html`<prediction-card
            .model=${id}
            .name=${this.titleOf(id)}
            .picture=${picture.dataUrl}
            .seen=${this.seenBy(id)}
            .answer=${this.answers.get(id) ?? { state: "asking" }}
            @again=${() => this.forget(id)}
          ></prediction-card>`,
        )}
      </div>
      <round-predictions .picture=${picture} .chosen=${this.chosen()}></round-predictions>
      ${
        this.chosen().length > 0
          ? html`<predict-code .models=${this.chosen()} .file=${picture.name}></predict-code>`
          : nothing
      }`;
  }

  /** @param named whether the models are named, because others see the picture differently */
  private view(view: View, named: boolean): TemplateResult | typeof nothing {
    const t = this.t.predict;
    const address = this.seen.get(view.key);
    const caption = named ? t.seenBy(view.models.map(title).join(", ")) : t.seen;
    const side = view.input ? html`<br />${this.t.models.pixels(view.input.image_size)}` : nothing;
    return address
      ? html`<figure>
        <img class="seen" src=${address} alt=${caption} />
        <figcaption class="small muted break">${caption}${side}</figcaption>
      </figure>`
      : nothing;
  }

  /** The address of the picture as a model sees it; empty while it is requested. */
  private seenBy(id: string): string {
    const view = this.views().find((each) => each.models.some((model) => model.id === id));
    return view ? (this.seen.get(view.key) ?? "") : "";
  }

  /** The views that the chosen models have of the picture. */
  private views(): View[] {
    const chosen = this.chosen();
    return views(this.list().filter((model) => chosen.includes(model.id)));
  }

  /** The models of the project, and the models of simulations that the address names. */
  private list(): Model[] {
    const wanted = this.wanted() ?? [];
    const project = models.list ?? [];
    const ids = new Set(project.map(({ id }) => id));
    const kept = (keptModels.value ?? []).filter(({ id }) => wanted.includes(id) && !ids.has(id));
    return [...project, ...kept];
  }

  /** The title of a model. For a kept model it is the id, which names the simulation. */
  private titleOf(id: string): string {
    return isKept(id) ? id : models.titleOf(id);
  }

  /** The models of the address, or else those of the last visit; undefined if there is neither. */
  private wanted(): string[] | undefined {
    return this.query.has("models") ? this.query.getAll("models") : kept.models;
  }

  /** The wanted models that exist, or else the newest round of the first usable model. */
  private chosen(): string[] {
    const list = this.list();
    const wanted = this.wanted();
    if (!wanted) {
      const model = preferred(list);
      return model ? [model.id] : [];
    }
    return list
      .map((model) => model.id)
      .filter((id) => wanted.includes(id))
      .slice(0, AT_ONCE);
  }

  private toggle(model: Model): void {
    const chosen = this.chosen();
    const next = chosen.includes(model.id) ? chosen.filter((id) => id !== model.id) : [...chosen, model.id];
    if (this.answers.get(model.id)?.state === "failed") {
      this.forget(model.id);
    }
    go(href("predict", "", { models: next.length > 0 ? next : [""] }), true);
  }

  /** Forgets a model's answer, so that the model is asked again if it is chosen. */
  private forget(id: string): void {
    this.answers.delete(id);
    this.seen.forEach((address, key) => address || this.seen.delete(key));
    this.ask();
  }

  private taken(event: CustomEvent<Picture>): void {
    this.asking.abort();
    this.asking = new AbortController();
    this.picture = event.detail;
    kept.picture = event.detail;
    this.refused = "";
    this.answers = new Map();
    this.forgetSeen();
    this.ask();
  }

  private refuse(event: CustomEvent<string>): void {
    this.refused = event.detail;
  }

  private async look(picture: Picture, view: View): Promise<void> {
    let address = "";
    this.seen.set(view.key, address);
    try {
      const body = { model_id: view.models[0]?.id, image_data: picture.dataUrl };
      address = URL.createObjectURL(await (await post("api/predict/preview/", body, this.asking.signal)).blob());
    } catch (failed) {
      // The models' answers contain the reason.
      const again = (): void => void (this.picture === picture && this.isConnected && this.look(picture, view));
      retries.add(view, failed, again);
    }
    if (this.picture === picture && this.isConnected) {
      this.seen = new Map(this.seen).set(view.key, address);
    } else {
      URL.revokeObjectURL(address);
    }
  }

  private forgetSeen(): void {
    this.seen.forEach((address) => URL.revokeObjectURL(address));
    this.seen = new Map();
  }

  private ask(): void {
    const picture = this.picture;
    if (!picture) {
      return;
    }
    for (const view of this.views()) {
      if (!this.seen.has(view.key)) {
        void this.look(picture, view);
      }
    }
    for (const id of this.chosen()) {
      if (!this.answers.has(id)) {
        this.take(picture, id, { state: "asking" });
        void this.predict(picture, id);
      }
    }
  }

  private async predict(picture: Picture, id: string, asked = Date.now()): Promise<void> {
    const start = performance.now();
    try {
      const body = { model_id: id, image_data: picture.dataUrl };
      const { predictions } = await postJson<{ predictions: Prediction[] }>("api/predict/", body, this.asking.signal);
      this.take(picture, id, { state: "answered", predictions, millis: performance.now() - start });
      if (this.list().some((model) => model.id === id && model.state !== "LOADED")) {
        // The service knows the channels of a loaded model.
        void (isKept(id) ? keptModels.load() : models.refresh(false));
      }
    } catch (failed) {
      const wait = failed instanceof ApiError && failed.status === 503 ? failed.retryAfter : undefined;
      if (wait !== undefined && Date.now() - asked < PATIENCE_MILLIS && this.isConnected) {
        // The model is being loaded, or other requests wait. The service sends the time for the next attempt.
        this.take(picture, id, { state: "asking", note: (failed as Error).message });
        const again = (): void =>
          void (this.picture === picture && this.isConnected && this.predict(picture, id, asked));
        setTimeout(again, Math.max(1, wait) * 1000);
      } else if (this.picture === picture && this.isConnected) {
        const answer: Answer = { state: "failed", error: failed as Error };
        this.take(picture, id, answer);
        retries.add(answer, failed, () => this.isConnected && this.answers.get(id) === answer && this.forget(id));
      }
    }
  }

  private take(picture: Picture, id: string, answer: Answer): void {
    if (this.picture === picture) {
      this.answers = new Map(this.answers).set(id, answer);
    }
  }
}

customElements.define("predict-view", PredictView);
