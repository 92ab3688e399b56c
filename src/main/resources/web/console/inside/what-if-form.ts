import { css, html, nothing, type TemplateResult } from "lit";
import type { PlayedFaults } from "../service/inside-types";
import { ConsoleElement } from "../ui/element";
import { shared } from "../ui/styles";
import { type FaultDraft, faultDraft, NO_FAULTS, whatIfOf, wrongFields } from "./faults";

/** The fields of the faults that the observer simulates. */
export class FaultsForm extends ConsoleElement {
  static override properties = { draft: { state: true }, isChecked: { state: true } };
  static override styles = [
    shared,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
        gap: 0.7rem;
        align-items: start;
      }
      .fault {
        color: var(--bad);
      }
    `,
  ];

  declare draft: FaultDraft;
  /** Whether wrong fields are marked: after the first attempt to start. */
  declare isChecked: boolean;

  constructor() {
    super();
    this.draft = NO_FAULTS;
    this.isChecked = false;
  }

  fill(faults: PlayedFaults | undefined): void {
    this.draft = faultDraft(faults);
    this.isChecked = false;
  }

  /**
   * The entered faults, if there are any. `isWrong`: a field is wrong and is marked.
   *
   * @param takesFocus whether a wrong field gets the focus
   */
  read(takesFocus: boolean): { isWrong: boolean; what: PlayedFaults | undefined } {
    const isWrong = wrongFields(this.draft).length > 0;
    this.isChecked = isWrong;
    if (isWrong && takesFocus) {
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    }
    return { isWrong, what: isWrong ? undefined : whatIfOf(this.draft) };
  }

  override render() {
    const t = this.t.inside;
    return html`<div class="stack">
      <p class="muted small">${t.whatIfHint}</p>
      <div class="fields">
        ${this.field("drop", t.drop, t.dropHint, t.shareFault)} ${this.field("delay", t.delay, t.delayHint, t.shareFault)}
        ${Number(this.draft.delay) > 0 ? this.field("seconds", t.delaySeconds, "", t.secondsFault) : nothing}
        ${this.field("nan", t.nan, t.nanHint, t.shareFault)} ${this.field("flip", t.flip, t.flipHint, t.shareFault)}
        ${this.field("seed", t.seed, t.seedHint, t.seedFault)}
      </div>
    </div>`;
  }

  private field(name: keyof FaultDraft, label: string, hint: string, fault: string): TemplateResult {
    const isWrong = this.isChecked && wrongFields(this.draft).includes(name);
    return html`<div>
      <label for=${name}>${label}</label>
      <input
        id=${name}
        inputmode="decimal"
        autocomplete="off"
        .value=${this.draft[name]}
        aria-invalid=${isWrong ? "true" : "false"}
        aria-describedby="${name}-hint"
        @input=${(event: Event) => (this.draft = { ...this.draft, [name]: (event.target as HTMLInputElement).value })}
      />
      <p class="small ${isWrong ? "fault" : "muted"}" id="${name}-hint">${isWrong ? fault : hint}</p>
    </div>`;
  }
}

customElements.define("what-if-form", FaultsForm);
