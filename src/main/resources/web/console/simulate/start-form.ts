import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { RunSettingsForm } from "../inside/run-settings-form";
import "../inside/run-settings-form";
import type { RunSettings } from "../service/inside-types";
import { Resource } from "../service/resource";
import { startOptions } from "../service/simulation-list";
import type { ParameterValue, StartOption, StartOptions, StartRequest } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import "./help-text";
import { type FieldValue, guessed, parameterValue, shown, untouched } from "./parameters";

/** A parameter that the script does not list. `given` is sent unchanged until the reader changes the text. */
type Free = { name: string; value: string; given?: ParameterValue };

/**
 * The form for a simulation: the options of the start script, free parameters, rules that end it early and simulated
 * faults. Dispatches `start` with them.
 */
export class StartForm extends ConsoleElement {
  static override properties = {
    fields: { state: true },
    free: { state: true },
    busy: { type: Boolean },
    refusal: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
        gap: 0.8rem 0.7rem;
        align-items: start;
      }
      .flag {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        min-height: 36px;
      }
      .free {
        display: grid;
        grid-template-columns: 1fr 1fr auto;
        gap: 0.4rem;
        align-items: end;
      }
    `,
  ];

  declare fields: Record<string, FieldValue>;
  declare free: Free[];
  /** Whether a start request is pending. */
  declare busy: boolean;
  /** The reason why the last start was rejected. */
  declare refusal: Error | undefined;

  private readonly options = new Resource(startOptions, this);
  private preset: Record<string, ParameterValue> | undefined;
  /**
   * The values that fields were filled with. They are sent unchanged until the reader changes a field, because a text
   * may lose a part.
   */
  private given: Record<string, ParameterValue | undefined> = {};

  constructor() {
    super();
    this.fields = {};
    this.free = [];
    this.busy = false;
    this.options.addEventListener("change", () => this.loaded());
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("refusal") && this.refusal) {
      this.renderRoot.querySelector("#refusal")?.scrollIntoView({ block: "nearest" });
    }
  }

  /** Fills in the parameters and the settings of another simulation. */
  fill(parameters: Record<string, ParameterValue>, settings?: RunSettings): void {
    this.renderRoot.querySelector<RunSettingsForm>("run-settings-form")?.fill(settings);
    this.fillParameters(parameters);
  }

  private fillParameters(parameters: Record<string, ParameterValue>): void {
    this.preset = parameters;
    const known = this.options.value?.parameters ?? [];
    this.given = Object.fromEntries(
      known.map(({ name, default: usual }) => [name, name in parameters ? parameters[name] : usual]),
    );
    this.fields = Object.fromEntries(known.map((option) => [option.name, shown(option, this.given[option.name])]));
    this.free = Object.entries(parameters)
      .filter(([name, value]) => value !== null && !known.some((option) => option.name === name))
      .map(([name, value]) => ({ name, value: Array.isArray(value) ? value.join(", ") : String(value), given: value }));
  }

  override render() {
    const t = this.t.simulate;
    const { value: options, error } = this.options;
    return html`<form class="card stack" @submit=${this.submit} aria-labelledby="title">
      <div>
        <h2 id="title">${t.start}</h2>
        ${options ? html`<code class="muted small">${options.command}</code>` : nothing}
      </div>
      ${error ? failure(error, this.t, () => void this.options.load()) : nothing}
      ${options ? this.known(options) : error ? nothing : html`<p class="muted small" role="status">${t.asking}</p>`}
      ${this.free.map((free, index) => this.freeField(free, index))}
      <run-settings-form></run-settings-form>
      ${this.refusal ? html`<div id="refusal">${failure(this.refusal, this.t)}</div>` : nothing}
      <div class="row spread">
        <button type="button" class="plain small" @click=${() => (this.free = [...this.free, { name: "", value: "" }])}>
          ${icons.plus} ${t.addParameter}
        </button>
        <button class="primary" ?disabled=${this.busy}>${icons.play} ${t.go}</button>
      </div>
    </form>`;
  }

  private known(options: StartOptions): TemplateResult {
    return html`${options.reason ? html`<p class="muted small break">${options.reason}</p>` : nothing}
      <div class="fields">${options.parameters.map((option) => this.field(option))}</div>`;
  }

  private field(option: StartOption): TemplateResult {
    const id = `field-${option.name}`;
    const value = this.fields[option.name] ?? "";
    const set = (field: FieldValue): void => {
      this.fields = { ...this.fields, [option.name]: field };
    };
    const help = html`<help-text id="${id}-help">${option.help ?? ""}</help-text>`;
    if (option.kind === "flag") {
      return html`<div>
        <div class="flag">
          <input
            type="checkbox"
            id=${id}
            aria-describedby="${id}-help"
            .checked=${value === true}
            @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
          />
          <label for=${id} class="mono break">${option.name}</label>
        </div>
        ${help}
      </div>`;
    }
    return html`<div>
      <label for=${id} class="mono break">${option.name}${option.required ? " *" : ""}</label>
      ${
        option.kind === "choice" && !option.multiple
          ? html`<select id=${id} aria-describedby="${id}-help" ?required=${option.required} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
            <option value="" .selected=${value === ""}>–</option>
            ${(option.choices ?? []).map((choice, index) => html`<option value=${index} .selected=${value === String(index)}>${choice}</option>`)}
          </select>`
          : html`<input
            id=${id}
            aria-describedby="${id}-help"
            type=${!option.multiple && (option.kind === "integer" || option.kind === "number") ? "number" : "text"}
            step=${option.kind === "integer" ? "1" : "any"}
            autocomplete="off"
            spellcheck="false"
            placeholder=${option.multiple ? (option.choices?.join(", ") ?? this.t.simulate.several) : ""}
            ?required=${option.required ?? false}
            .value=${String(value)}
            @input=${(event: Event) => set((event.target as HTMLInputElement).value)}
          />`
      }
      ${help}
    </div>`;
  }

  private freeField(free: Free, index: number): TemplateResult {
    const t = this.t.simulate;
    const change = (part: Partial<Free>): void => {
      this.free = this.free.map((each, at) => (at === index ? { ...each, ...part } : each));
    };
    return html`<div class="free">
      <div>
        <label for="name-${index}">${t.name}</label>
        <input id="name-${index}" pattern="[A-Za-z0-9_.\\-]+" required spellcheck="false" autocomplete="off" .value=${free.name}
          @input=${(event: Event) => change({ name: (event.target as HTMLInputElement).value })} />
      </div>
      <div>
        <label for="value-${index}">${t.value}</label>
        <input id="value-${index}" spellcheck="false" autocomplete="off" .value=${free.value}
          @input=${(event: Event) => change({ value: (event.target as HTMLInputElement).value, given: null })} />
      </div>
      <button type="button" class="plain" aria-label=${t.removeParameter(free.name)} @click=${() => (this.free = this.free.filter((_, at) => at !== index))}>
        ${icons.close}
      </button>
    </div>`;
  }

  /** Moves the focus to the first field. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input, select")?.focus();
  }

  /** Called when the script's options have arrived. */
  private loaded(): void {
    if (this.options.error) {
      return;
    }
    const { free: entered, preset } = this;
    this.fillParameters(preset ?? {});
    if (!preset) {
      // The reader entered these parameters while the options were requested.
      this.free = entered;
    }
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const { isWrong, settings } = this.renderRoot.querySelector<RunSettingsForm>("run-settings-form")!.read();
    if (isWrong) {
      return;
    }
    const parameters: StartRequest = settings ? { flsys: settings } : {};
    for (const option of this.options.value?.parameters ?? []) {
      const field = this.fields[option.name] ?? "";
      const given = this.given[option.name];
      const value = field === shown(option, given) ? untouched(option, given) : parameterValue(option, field);
      if (value !== undefined) {
        parameters[option.name] = value;
      }
    }
    for (const { name, value, given } of this.free) {
      parameters[name.replace(/^-+/, "").replaceAll("-", "_")] = given ?? guessed(value);
    }
    this.dispatchEvent(new CustomEvent("start", { detail: parameters }));
  }
}

customElements.define("start-form", StartForm);
