import { css, html } from "lit";
import type { RunSettings } from "../service/inside-types";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { hasFaults } from "./faults";
import { insideStyles } from "./inside-styles";
import type { RulesEditor } from "./rules-editor";
import "./rules-editor";
import type { FaultsForm } from "./what-if-form";
import "./what-if-form";

/** The settings of a start beside the parameters of the script: rules that end it early, and simulated faults. */
export class RunSettingsForm extends ConsoleElement {
  static override properties = { stopOpen: { state: true }, faultsOpen: { state: true } };
  static override styles = [
    shared,
    insideStyles,
    css`
      :host {
        display: grid;
        gap: 0.5rem;
      }
    `,
  ];

  declare stopOpen: boolean;
  declare faultsOpen: boolean;

  constructor() {
    super();
    this.stopOpen = false;
    this.faultsOpen = false;
  }

  /** Fills in the settings of another run. */
  fill(settings: RunSettings | undefined): void {
    this.rules()?.fill(settings?.stop?.rules ?? []);
    this.faults()?.fill(settings?.what_if);
    this.stopOpen = (settings?.stop?.rules.length ?? 0) > 0;
    this.faultsOpen = settings !== undefined && hasFaults({ run_settings: settings });
  }

  /** The entered settings, if there are any. `isWrong`: a part is wrong. All faults are shown, and the first one has the focus. */
  read(): { isWrong: boolean; settings: RunSettings | undefined } {
    const rules = this.rules()?.read();
    const { isWrong, what } = this.faults()?.read(rules !== undefined) ?? { isWrong: false, what: undefined };
    this.stopOpen ||= rules === undefined;
    this.faultsOpen ||= isWrong;
    if (rules === undefined || isWrong) {
      return { isWrong: true, settings: undefined };
    }
    const settings = { ...(rules.length > 0 ? { stop: { rules } } : {}), ...(what ? { what_if: what } : {}) };
    return { isWrong: false, settings: Object.keys(settings).length > 0 ? settings : undefined };
  }

  override render() {
    const t = this.t.inside;
    return html`<details .open=${this.stopOpen} @toggle=${(event: Event) => (this.stopOpen = isOpen(event))}>
        <summary>${t.stopEarly}</summary>
        <div class="stack">
          <p class="muted small">${t.stopEarlyHint}</p>
          <rules-editor .names=${["accuracy", "loss"]}></rules-editor>
        </div>
      </details>
      <details .open=${this.faultsOpen} @toggle=${(event: Event) => (this.faultsOpen = isOpen(event))}>
        <summary>${t.whatIf}</summary>
        <what-if-form></what-if-form>
      </details>`;
  }

  private rules(): RulesEditor | null {
    return this.renderRoot.querySelector<RulesEditor>("rules-editor");
  }

  private faults(): FaultsForm | null {
    return this.renderRoot.querySelector<FaultsForm>("what-if-form");
  }
}

function isOpen(event: Event): boolean {
  return (event.target as HTMLDetailsElement).open;
}

customElements.define("run-settings-form", RunSettingsForm);
