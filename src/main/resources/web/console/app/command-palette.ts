import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { listExperiments } from "../service/experiments";
import { models, title } from "../service/models";
import { Resource } from "../service/resource";
import { longRunName } from "../service/run-name";
import { findSimulations } from "../service/simulation-list";
import type { SimulationItem } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { moment } from "../ui/format";
import { dialogs, shared } from "../ui/styles";
import { type Command, MAX_OF_GROUP, moved, search } from "./commands";
import { en } from "./en";
import { language } from "./language";
import { go, href, type ViewName } from "./router";
import { shortcuts, VIEW_KEYS } from "./shortcuts";
import { theme } from "./theme";

const PAUSE_MILLIS = 200;
/** The experiments that are searched, the latest first. */
const EXPERIMENTS = 200;
/** The most characters of a query. */
const LONGEST = 200;

/**
 * Finds views, actions, models, runs and experiments by typing, and opens one. The service searches the runs; the
 * others are known when the dialog opens. Shortcuts open it, see {@link shortcuts}.
 */
export class CommandPalette extends ConsoleElement {
  static override properties = {
    question: { state: true },
    at: { state: true },
    isOpen: { state: true },
  };
  static override styles = [
    shared,
    dialogs,
    css`
      dialog {
        width: min(38rem, calc(100vw - 1.5rem));
        margin-top: 10vh;
        padding: 0.8rem;
      }
      [role="listbox"] {
        max-height: min(26rem, 60vh);
        overflow-y: auto;
        margin-top: 0.6rem;
      }
      .group {
        color: var(--text-muted);
        font-size: 0.8rem;
        font-weight: 600;
        padding: 0.5rem 0.6rem 0.15rem;
      }
      [role="option"] {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        padding: 0.4rem 0.6rem;
        border-radius: 8px;
        cursor: pointer;
      }
      [role="option"] > :first-child {
        overflow-wrap: anywhere;
      }
      [role="option"] .note {
        flex: none;
        color: var(--text-muted);
        font-size: 0.85rem;
      }
      [role="option"][aria-selected="true"] {
        background: var(--accent-soft);
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }
      .none {
        padding: 0.6rem;
      }
    `,
  ];

  declare question: string;
  /** The place of the active result. */
  declare at: number;
  declare isOpen: boolean;

  private readonly runs = new Resource(() => this.requestRuns());
  private readonly experiments = new Resource(() => listExperiments(EXPERIMENTS));
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly asked = (): void => void this.open();
  private readonly changed = (): void => {
    if (this.isOpen) {
      this.requestUpdate();
    }
  };

  constructor() {
    super();
    this.question = "";
    this.at = 0;
    this.isOpen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    shortcuts.addEventListener("palette", this.asked);
    for (const each of [models, this.runs, this.experiments]) {
      each.addEventListener("change", this.changed);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shortcuts.removeEventListener("palette", this.asked);
    for (const each of [models, this.runs, this.experiments]) {
      each.removeEventListener("change", this.changed);
      each.hostDisconnected?.();
    }
    clearTimeout(this.typing);
  }

  override render() {
    const t = this.t.palette;
    if (!this.isOpen) {
      return html`<dialog></dialog>`;
    }
    const found = this.found();
    const active = found.length > 0 ? Math.min(this.at, found.length - 1) : -1;
    return html`<dialog aria-label=${t.title} @close=${this.closed} @click=${this.clicked}>
      <div>
        <input
          type="text"
          role="combobox"
          aria-label=${t.title}
          aria-expanded="true"
          aria-controls="results"
          aria-autocomplete="list"
          aria-activedescendant=${active < 0 ? nothing : `result-${active}`}
          placeholder=${t.hint}
          maxlength=${LONGEST}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .value=${this.question}
          @input=${this.typed}
          @keydown=${(event: KeyboardEvent) => this.pressed(event, found, active)}
        />
        <div id="results" role="listbox" aria-label=${t.results}>
          ${[...new Set(found.map((command) => command.group))].map((group) => this.group(group, found, active))}
        </div>
        ${found.length === 0 ? html`<p class="muted none">${t.none}</p>` : nothing}
        <p class="visually-hidden" role="status">${t.found(found.length)}</p>
      </div>
    </dialog>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("at") || changed.has("question")) {
      this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    }
  }

  private group(group: Command["group"], found: readonly Command[], active: number): TemplateResult {
    const own = found.map((command, index) => ({ command, index })).filter(({ command }) => command.group === group);
    return html`<div role="group" aria-labelledby="group-${group}">
      <div id="group-${group}" class="group" role="presentation">${this.t.palette.groups[group]}</div>
      ${own.map(
        ({ command, index }) => html`<div id="result-${index}" role="option" aria-selected=${index === active}
          @click=${() => this.run(command)} @pointermove=${() => (this.at = index)}>
          <span>${command.name}</span>${command.note ? html`<span class="note">${command.note}</span>` : nothing}
        </div>`,
      )}
    </div>`;
  }

  private async open(): Promise<void> {
    this.question = "";
    this.at = 0;
    this.runs.value = undefined;
    this.isOpen = true;
    void this.experiments.load();
    await this.updateComplete;
    const dialog = this.dialog();
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
    this.renderRoot.querySelector("input")?.focus();
  }

  private closed(): void {
    this.isOpen = false;
    clearTimeout(this.typing);
  }

  /** A click beside the content closes the dialog. */
  private clicked(event: Event): void {
    if (event.target === event.currentTarget) {
      this.dialog()?.close();
    }
  }

  private typed(event: InputEvent): void {
    this.question = (event.target as HTMLInputElement).value;
    this.at = 0;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.runs.reload(), PAUSE_MILLIS);
  }

  private pressed(event: KeyboardEvent, found: readonly Command[], active: number): void {
    // Enter and the arrows belong to the input method while it composes Chinese text.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const command = found[active];
    const next = moved(event.key, active, found.length);
    if (next !== undefined) {
      this.at = next;
    } else if (event.key === "Enter" && command) {
      this.run(command);
    } else {
      return;
    }
    event.preventDefault();
  }

  private run(command: Command): void {
    this.dialog()?.close();
    command.run();
  }

  private async requestRuns(): Promise<{ q: string; simulations: SimulationItem[] }> {
    const q = this.question.trim();
    if (q === "") {
      return { q, simulations: [] };
    }
    const page = await findSimulations({ q, filter: "", sort: "", archived: false, offset: 0, limit: MAX_OF_GROUP });
    return { q, simulations: page.simulations };
  }

  private found(): Command[] {
    const known = [...this.views(), ...this.actions()];
    if (this.question.trim() === "") {
      return search(known, "");
    }
    // The service has searched the runs, with their notes, tags and parameters. The query may have changed since
    // then.
    const { q, simulations = [] } = this.runs.value ?? {};
    const runs = simulations.map(
      (run): Command => ({
        group: "runs",
        name: longRunName(run, this.t),
        also: [run.id],
        isFound: q === this.question.trim(),
        note: this.t.simulate.states[run.state],
        run: () => go(href("simulate", run.id)),
      }),
    );
    return search([...known, ...this.models(), ...runs, ...this.ofExperiments()], this.question);
  }

  private views(): Command[] {
    const keys = new Map(Object.entries(VIEW_KEYS).map(([key, view]) => [view, `g ${key}`]));
    return (Object.keys(this.t.views) as ViewName[]).map((view) => ({
      group: "views",
      name: this.t.views[view],
      also: [en.views[view]],
      note: keys.get(view) ?? "",
      run: () => go(href(view)),
    }));
  }

  private actions(): Command[] {
    const actions: Record<keyof typeof en.palette.actions, () => void> = {
      start: () => go(href("simulate")),
      experiment: () => go(href("experiments")),
      predict: () => go(href("predict")),
      evaluate: () => go(href("evaluate")),
      compare: () => go(href("training")),
      theme: () => theme.next(),
      language: () => void language.choose(language.current === "zh" ? "en" : "zh"),
      shortcuts: () => shortcuts.help(),
    };
    return (Object.keys(actions) as (keyof typeof actions)[]).map((name) => ({
      group: "actions",
      name: this.t.palette.actions[name],
      also: [en.palette.actions[name]],
      run: actions[name],
    }));
  }

  private models(): Command[] {
    return (models.list ?? []).map((model) => ({
      group: "models",
      name: title(model),
      also: [model.id],
      note: this.t.models.states[model.state] ?? "",
      run: () => go(href("predict", "", { models: [model.id] })),
    }));
  }

  private ofExperiments(): Command[] {
    return (this.experiments.value?.experiments ?? []).map((each) => ({
      group: "experiments",
      name: each.name || moment(each.created),
      also: [each.id],
      note: this.t.experiments.states[each.state],
      run: () => go(href("experiments", each.id)),
    }));
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("command-palette", CommandPalette);
