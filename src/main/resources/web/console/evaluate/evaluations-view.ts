import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { lasting } from "../app/preferences";
import { go, href } from "../app/router";
import {
  type Evaluation,
  type EvaluationItem,
  hasEnded,
  listEvaluations,
  startEvaluation,
  uploadEvaluation,
} from "../service/evaluations";
import { models, title } from "../service/models";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import { matches, series } from "../service/series";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { age, percent, size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import "./evaluation-view";
import { evaluationBadge } from "./state";

const MAX_MODELS = 6;
const FILTER_FROM = 8;
const REFRESH_MILLIS = 10_000;
const REFRESH_BUSY_MILLIS = 1_000;

/** The form and the list of evaluations, or one evaluation. */
export class EvaluationsView extends ConsoleElement {
  static override properties = {
    item: {},
    chosen: { state: true },
    filter: { state: true },
    starting: { state: true },
    error: { state: true },
    zipped: { state: true },
    file: { state: true },
    progress: { state: true },
  };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(280px, 4fr);
        gap: 1rem;
        align-items: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        min-width: 0;
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
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .sources label {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        font-weight: 450;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      a.item {
        display: grid;
        gap: 0.15rem;
        padding: 0.5rem 0.6rem;
        border-radius: 8px;
        text-decoration: none;
        color: var(--text);
      }
      a.item:hover {
        background: var(--surface-raised);
      }
    `,
  ];

  /** The id of the visible evaluation; empty for the form and the list. */
  declare item: string;
  declare chosen: readonly string[];
  declare filter: string;
  declare starting: boolean;
  declare error: Error | undefined;
  /** Whether the pictures are in a ZIP file that is uploaded. */
  declare zipped: boolean;
  declare file: File | undefined;
  /** The sent bytes of the upload, and all of them. */
  declare progress: { sent: number; all: number } | undefined;

  private abort: AbortController | undefined;

  private readonly items = new Resource(listEvaluations, this);
  private readonly changed = (): void => this.requestUpdate();

  constructor() {
    super();
    this.item = "";
    this.chosen = [];
    this.filter = "";
    this.starting = false;
    this.zipped = false;
    new Polling(
      this,
      () => this.items.load(),
      () => (this.items.value?.some(({ state }) => !hasEnded(state)) ? REFRESH_BUSY_MILLIS : REFRESH_MILLIS),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.changed);
    void models.refresh(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.changed);
    this.abort?.abort();
  }

  override render() {
    const t = this.t.evaluations;
    if (this.item) {
      return html`<div class="stack">
        <div><a class="button" href=${href("evaluate")}>${icons.back} ${t.all}</a></div>
        <evaluation-view .item=${this.item}></evaluation-view>
      </div>`;
    }
    return html`<div class="stack">
      <div class="row spread">
        <h1>${t.title}</h1>
        <a class="button" href=${href("predict")}>${icons.back} ${this.t.views.predict}</a>
      </div>
      <div class="columns">${this.form()} ${this.list()}</div>
    </div>`;
  }

  private form(): TemplateResult {
    const t = this.t.evaluations;
    return html`<form class="card stack" @submit=${this.start}>
      <fieldset class="stack sources">
        <legend>${t.source}</legend>
        <div class="row">
          <label><input type="radio" name="source" .checked=${!this.zipped} @change=${() => (this.zipped = false)} /> ${t.sourceFolder}</label>
          <label><input type="radio" name="source" .checked=${this.zipped} @change=${() => (this.zipped = true)} /> ${t.sourceZip}</label>
        </div>
      </fieldset>
      ${this.zipped ? this.zip() : this.folder()} ${this.choices()}
      ${this.error ? failure(this.error, this.t) : nothing} ${this.sending()}
      <div>
        <button class="primary" ?disabled=${this.starting || this.chosen.length === 0 || (this.zipped && !this.file)}>
          ${icons.play} ${t.start}
        </button>
      </div>
    </form>`;
  }

  private folder(): TemplateResult {
    const t = this.t.evaluations;
    return html`<label class="stack">
        ${t.folder}
        <input name="folder" required maxlength="1000" autocomplete="off" .value=${lasting.read("evaluated folder") ?? ""} aria-describedby="hint" />
      </label>
      <p class="muted small" id="hint">${t.folderHint}</p>`;
  }

  private zip(): TemplateResult {
    const t = this.t.evaluations;
    const rules = models.value?.files;
    if (rules?.allowed === false) {
      return html`<p class="notice warn small break" role="status">${this.t.runs.reason(rules.reason ?? "")}</p>`;
    }
    return html`<div class="row">
        <button type="button" ?disabled=${this.starting} aria-describedby="hint" @click=${this.browse}>${icons.upload} ${t.chooseZip}</button>
        <input id="zip" type="file" hidden accept=".zip,application/zip" @change=${this.picked} />
        <span class="small break" role="status">${this.file ? `${this.file.name} · ${size(this.file.size)}` : ""}</span>
      </div>
      <p class="muted small" id="hint">${t.zipHint(rules ? size(rules.max_bytes) : "")}</p>`;
  }

  private sending(): TemplateResult | typeof nothing {
    const t = this.t.models;
    const { progress, file } = this;
    if (!progress || !file) {
      return nothing;
    }
    return html`<div class="stack" role="status">
      <div class="row spread">
        <span class="small break">${t.uploading(file.name, size(progress.sent), size(progress.all))}</span>
        <button type="button" class="plain" @click=${() => this.abort?.abort()}>${icons.close} ${t.cancel}</button>
      </div>
      <progress aria-label=${t.progress} max=${Math.max(1, progress.all)} .value=${progress.sent}></progress>
    </div>`;
  }

  private browse(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#zip")?.click();
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.file = input.files?.[0] ?? this.file;
    this.error = undefined;
    // The same file may be chosen again.
    input.value = "";
  }

  private choices(): TemplateResult {
    if (!models.list) {
      return models.error
        ? failure(models.error, this.t, () => models.refresh())
        : html`<p class="muted small" role="status">${this.t.loading}</p>`;
    }
    const all = series(models.list);
    const wanted = models.list.length >= FILTER_FROM ? this.filter : "";
    const shown = all
      .filter((each) => matches(each, wanted, title))
      .flatMap((each) =>
        each.models.filter(({ id }, index) => index === 0 || wanted !== "" || this.chosen.includes(id)),
      );
    return html`<fieldset class="stack">
      <legend>${this.t.evaluations.models(MAX_MODELS)}</legend>
      ${
        models.list.length >= FILTER_FROM
          ? html`<input
              type="search"
              aria-label=${this.t.models.filter}
              placeholder=${this.t.models.filter}
              @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      <div class="choices">
        ${repeat(
          shown,
          ({ id }) => id,
          (model) => {
            const isChosen = this.chosen.includes(model.id);
            return html`<label>
              <input
                type="checkbox"
                .checked=${isChosen}
                ?disabled=${!isChosen && this.chosen.length >= MAX_MODELS}
                @change=${() => this.toggle(model.id)}
              />
              <span title=${model.id}>${title(model)}</span>
            </label>`;
          },
        )}
      </div>
      ${shown.length === 0 ? html`<p class="muted small" role="status">${this.filter ? this.t.models.noMatch(this.filter) : this.t.models.none}</p>` : nothing}
    </fieldset>`;
  }

  private list(): TemplateResult {
    const t = this.t.evaluations;
    const { value, error } = this.items;
    return html`<section class="card stack" aria-labelledby="title">
      <h2 id="title">${t.list}</h2>
      ${error ? failure(error, this.t, () => void this.items.load()) : nothing}
      ${value?.length === 0 ? html`<p class="muted small">${t.none}</p>` : nothing}
      <ul>
        ${repeat(
          value ?? [],
          ({ id }) => id,
          (each) => this.entry(each),
        )}
      </ul>
    </section>`;
  }

  private entry(each: EvaluationItem): TemplateResult {
    const results = each.models.map((model, index) => {
      const accuracy = each.accuracies[index];
      return typeof accuracy === "number" ? `${models.titleOf(model)} ${percent(accuracy)}` : models.titleOf(model);
    });
    return html`<li>
      <a class="item" href=${href("evaluate", each.id)} title=${each.id}>
        <span class="row spread"><span class="break">${each.folder}</span> ${evaluationBadge(each.state, this.t)}</span>
        <span class="muted small break">${results.join(" · ")}</span>
        <span class="muted small">
          ${age(each.requested)}${hasEnded(each.state) ? nothing : ` · ${this.t.evaluations.progress(each.done, each.pictures)}`}
        </span>
      </a>
    </li>`;
  }

  private toggle(id: string): void {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((each) => each !== id) : [...this.chosen, id];
  }

  private async start(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.starting = true;
    this.error = undefined;
    try {
      const { id } = await (this.zipped && this.file
        ? this.upload(this.file)
        : this.evaluate(String(new FormData(event.target as HTMLFormElement).get("folder") ?? "")));
      go(href("evaluate", id));
    } catch (failed) {
      if (!(failed instanceof DOMException && failed.name === "AbortError")) {
        this.error = failed as Error;
      }
    }
    this.progress = undefined;
    this.starting = false;
  }

  private evaluate(folder: string): Promise<Evaluation> {
    lasting.write("evaluated folder", folder);
    return startEvaluation(this.chosen, folder);
  }

  private upload(file: File): Promise<Evaluation> {
    this.abort = new AbortController();
    this.progress = { sent: 0, all: file.size };
    const sent = (bytes: number, all: number): void => {
      this.progress = { sent: bytes, all };
    };
    return uploadEvaluation(this.chosen, file, sent, this.abort.signal);
  }
}

customElements.define("evaluations-view", EvaluationsView);
