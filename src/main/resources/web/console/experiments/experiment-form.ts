import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type ExperimentStart, MAX_RUNS } from "../service/experiments";
import { Resource } from "../service/resource";
import { startOptions } from "../service/simulation-list";
import type { StartOption } from "../service/types";
import "../simulate/help-text";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import {
  type Checked,
  check,
  type Draft,
  emptyDraft,
  type FieldKey,
  fieldOfRefusal,
  fitted,
  freeKey,
  isMissing,
  keepDraft,
  keptDraft,
  optionKey,
  seedOptions,
  usualSeed,
} from "./draft";
import { formStyles } from "./form-styles";
import { parseValues, quoted } from "./values";

/** The texts of a flag's field by its choices. */
const FLAGS: Record<string, string> = { "": "", true: "true", false: "false", both: "true, false" };

/**
 * The form for an experiment: each option of the start script with several values. The draft is kept for this tab.
 * Dispatches `start` with the request.
 */
export class ExperimentForm extends ConsoleElement {
  static override properties = {
    draft: { state: true },
    asked: { state: true },
    busy: { type: Boolean },
    refusal: { attribute: false },
  };
  static override styles = [shared, formStyles];

  declare draft: Draft;
  /** Whether the reader wanted to start the draft, so that missing values are faults. */
  declare asked: boolean;
  /** Whether a start request is pending. */
  declare busy: boolean;
  /** The reason why the last start was rejected. */
  declare refusal: Error | undefined;

  private readonly options = new Resource(startOptions, this);
  private checked: Checked;
  /** The field of the last refusal; undefined once it was changed. */
  private refused: FieldKey | undefined;

  constructor() {
    super();
    const kept = keptDraft();
    this.draft = kept ?? emptyDraft();
    this.checked = check(this.draft, []);
    this.asked = false;
    this.busy = false;
    this.options.addEventListener("change", () => {
      const options = this.options.value?.parameters;
      if (options) {
        const { seed } = this.draft;
        this.draft = fitted({ ...this.draft, seed: kept || seed ? seed : usualSeed(options) }, options);
      }
    });
  }

  override willUpdate(changed: PropertyValues): void {
    const options = this.options.value?.parameters ?? [];
    this.checked = check(this.draft, options);
    if (changed.has("refusal")) {
      this.refused = this.refusal ? fieldOfRefusal(this.refusal.message, this.draft, options) : undefined;
    }
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("refusal") && this.refusal) {
      this.focusOn(this.refused ?? "refusal");
    }
  }

  override render() {
    const t = this.t.experiments;
    const { value: options, error } = this.options;
    return html`<form class="card stack" novalidate @submit=${this.submit} aria-labelledby="title">
      <div class="stack tight">
        <h2 id="title">${t.new}</h2>
        <p class="muted small">${t.explained}</p>
        ${options ? html`<code class="muted small">${options.command}</code>` : nothing}
      </div>
      ${this.input("name", t.name, this.draft.name, { hint: "", placeholder: t.nameHint }, (name) => this.set({ name }))}
      ${error ? failure(error, this.t, () => void this.options.load()) : nothing}
      ${options ? this.known(options.parameters, options.reason) : error ? nothing : html`<p class="muted small" role="status">${this.t.simulate.asking}</p>`}
      ${this.draft.free.map((free, index) => this.freeField(free, index))}
      <div>
        <button type="button" class="plain small" @click=${() => this.set({ free: [...this.draft.free, { name: "", text: "" }] })}>
          ${icons.plus} ${this.t.simulate.addParameter}
        </button>
      </div>
      ${this.repetition(options?.parameters ?? [])} ${this.size()}
      ${this.refusal && !this.refused ? html`<div id="refusal" tabindex="-1">${failure(this.refusal, this.t)}</div>` : nothing}
      <div class="row spread">
        <button type="button" class="plain" @click=${this.clear}>${t.clear}</button>
        <button class="primary" ?disabled=${this.busy || !options}>${icons.play} ${t.start}</button>
      </div>
    </form>`;
  }

  private known(options: readonly StartOption[], reason: string | undefined): TemplateResult {
    return html`${reason ? html`<p class="muted small break">${this.t.simulate.reason(reason)}</p>` : nothing}
      <p class="muted small">${this.t.experiments.valuesHint}</p>
      <div class="fields">${options.map((option) => this.field(option))}</div>`;
  }

  private field(option: StartOption): TemplateResult {
    const t = this.t.experiments;
    const key = optionKey(option.name);
    const text = this.draft.fields[option.name] ?? "";
    const enter = (value: string): void => this.set({ fields: { ...this.draft.fields, [option.name]: value } });
    const isSeed = option.name === this.draft.seed;
    const help = html`<help-text id="${key}-help">${option.help ?? ""}</help-text>
      ${isSeed ? html`<p class="hint">${t.firstSeed}</p>` : option.multiple ? html`<p class="hint">${t.oneEach}</p>` : nothing}
      ${this.fault(key)}`;
    const label = html`<label for=${key} class="mono break">${option.name}${option.required ? " *" : ""}</label>`;
    if (option.kind === "flag") {
      return html`<div>
        ${label}
        <select id=${key} aria-describedby="${key}-help ${key}-fault" @change=${(event: Event) => enter(FLAGS[entered(event)] ?? "")}>
          ${Object.entries(FLAGS).map(([name, value]) => html`<option value=${name} .selected=${value === text}>${t.flags[name]}</option>`)}
        </select>
        ${help}
      </div>`;
    }
    if (option.kind === "choice" && (option.choices ?? []).length > 0) {
      return html`<fieldset aria-describedby="${key}-help ${key}-fault">
        <legend class="mono break">${option.name}${option.required ? " *" : ""}</legend>
        <div class="choices" id=${key} tabindex="-1">${this.choices(option, text, enter)}</div>
        ${help}
      </fieldset>`;
    }
    return html`<div>
      ${label}
      <textarea
        id=${key}
        rows=${Math.min(6, text.split("\n").length)}
        aria-describedby="${key}-help ${key}-fault"
        aria-invalid=${this.isFaulty(key) ? "true" : "false"}
        autocomplete="off"
        spellcheck="false"
        placeholder=${option.default === undefined || option.default === null ? "" : t.usual(String(option.default))}
        .value=${text}
        @input=${(event: Event) => enter(entered(event))}
      ></textarea>
      ${help}
    </div>`;
  }

  private choices(option: StartOption, text: string, enter: (text: string) => void): TemplateResult[] {
    const chosen = parseValues(option, text).values.map(String);
    return (option.choices ?? []).map((choice) => {
      const toggle = (): void => {
        const next = (option.choices ?? []).filter((each) =>
          each === choice ? !chosen.includes(String(each)) : chosen.includes(String(each)),
        );
        enter(next.map((each) => quoted(String(each))).join(", "));
      };
      return html`<label><input type="checkbox" .checked=${chosen.includes(String(choice))} @change=${toggle} /> ${choice}</label>`;
    });
  }

  private freeField(free: Draft["free"][number], index: number): TemplateResult {
    const t = this.t.simulate;
    const key = freeKey(index);
    const change = (part: Partial<typeof free>): void =>
      this.set({ free: this.draft.free.map((each, at) => (at === index ? { ...each, ...part } : each)) });
    return html`<div>
      <div class="free">
        <div>
          <label for="name-${index}">${this.t.experiments.parameter}</label>
          <input id="name-${index}" spellcheck="false" autocomplete="off" .value=${free.name}
            @input=${(event: Event) => change({ name: entered(event) })} />
        </div>
        <div>
          <label for=${key}>${this.t.experiments.values}</label>
          <textarea id=${key} rows="1" spellcheck="false" autocomplete="off" aria-describedby="${key}-fault"
            aria-invalid=${this.isFaulty(key) ? "true" : "false"} .value=${free.text}
            @input=${(event: Event) => change({ text: entered(event) })}></textarea>
        </div>
        <button type="button" class="plain" aria-label=${t.removeParameter(free.name)}
          @click=${() => this.set({ free: this.draft.free.filter((_, at) => at !== index) })}>
          ${icons.close}
        </button>
      </div>
      ${this.fault(key)}
    </div>`;
  }

  private repetition(options: readonly StartOption[]): TemplateResult {
    const t = this.t.experiments;
    const { seed, repeats } = this.draft;
    const names = seedOptions(options).map(({ name }) => name);
    const all = seed === "" || names.includes(seed) ? names : [...names, seed];
    return html`<div class="fields">
      ${this.input("repeats", t.repeats, repeats, { hint: t.repeatsHint, numeric: true }, (text) => this.set({ repeats: text }))}
      <div>
        <label for="seed">${t.seed}</label>
        <select id="seed" aria-describedby="seed-hint seed-fault" @change=${(event: Event) => this.set({ seed: entered(event) })}>
          <option value="" .selected=${seed === ""}>${t.noSeed}</option>
          ${all.map((name) => html`<option value=${name} .selected=${name === seed}>${name}</option>`)}
        </select>
        <p class="hint" id="seed-hint">${t.seedHint}</p>
        ${this.fault("seed")}
      </div>
    </div>`;
  }

  private input(
    key: FieldKey,
    label: string,
    value: string,
    { hint, placeholder = "", numeric = false }: { hint: string; placeholder?: string; numeric?: boolean },
    enter: (text: string) => void,
  ): TemplateResult {
    return html`<div>
      <label for=${key}>${label}</label>
      <input id=${key} autocomplete="off" maxlength=${numeric ? 4 : 200} inputmode=${numeric ? "numeric" : "text"}
        placeholder=${placeholder} aria-describedby="${key}-hint ${key}-fault" aria-invalid=${this.isFaulty(key) ? "true" : "false"}
        .value=${value} @input=${(event: Event) => enter(entered(event))} />
      ${hint ? html`<p class="hint" id="${key}-hint">${hint}</p>` : nothing} ${this.fault(key)}
    </div>`;
  }

  /** The number of runs, and the limit. */
  private size(): TemplateResult {
    const t = this.t.experiments;
    const { factors, settings, repeats, runs } = this.checked.size;
    return html`<div class="size" id="grid" tabindex="-1">
      <p role="status"><strong data-test="size">${t.size(factors, repeats, runs)}</strong></p>
      <p class="muted small">${t.sizeExplained(settings, repeats)}. ${t.limit(MAX_RUNS)}</p>
      ${this.fault("grid")}
    </div>`;
  }

  private fault(key: FieldKey): TemplateResult {
    const found = this.checked.faults.get(key);
    const own = found && this.isFaulty(key) ? this.t.experiments.faults(found) : "";
    const sent = this.refused === key && this.refusal ? this.t.runs.reason(this.refusal.message) : "";
    // The place is always there, so that screen readers announce its content.
    return html`<p class="fault" id="${key}-fault" role="alert">${own || sent}</p>`;
  }

  private isFaulty(key: FieldKey): boolean {
    const found = this.checked.faults.get(key);
    return this.refused === key || (found !== undefined && (this.asked || !isMissing(found)));
  }

  private set(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.refused = undefined;
    this.refusal = undefined;
    keepDraft(this.draft);
  }

  private clear(): void {
    this.set({ ...emptyDraft(), seed: usualSeed(this.options.value?.parameters ?? []) });
    this.asked = false;
    keepDraft(undefined);
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    this.asked = true;
    const [first] = this.checked.faults.keys();
    if (first !== undefined) {
      void this.updateComplete.then(() => this.focusOn(first));
      return;
    }
    this.dispatchEvent(new CustomEvent<ExperimentStart>("start", { detail: this.checked.body }));
  }

  private focusOn(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus();
  }
}

function entered(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("experiment-form", ExperimentForm);
