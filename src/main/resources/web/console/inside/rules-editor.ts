import { css, html, nothing, type TemplateResult } from "lit";
import type { Rule } from "../service/inside-types";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import {
  BYTE_UNITS,
  draftOf,
  faultOf,
  MAX_RULES,
  ofKind,
  RULE_KINDS,
  type RuleDraft,
  type RuleKind,
  rulesOf,
  TIME_UNITS,
  withMetric,
} from "./rules";

/** The fields of the rules that end a run early. */
export class RulesEditor extends ConsoleElement {
  static override properties = {
    names: { attribute: false },
    drafts: { state: true },
    isChecked: { state: true },
  };
  static override styles = [
    shared,
    css`
      fieldset {
        border: 1px solid var(--border);
        border-radius: 8px;
        margin: 0;
        padding: 0.5rem 0.7rem 0.7rem;
        min-width: 0;
      }
      legend {
        font-weight: 550;
        font-size: 0.9rem;
        padding: 0 0.3rem;
      }
      .head {
        display: flex;
        gap: 0.4rem;
        align-items: end;
        margin-bottom: 0.5rem;
      }
      .kind {
        flex: 1;
        min-width: 0;
      }
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(95px, 1fr));
        gap: 0.5rem 0.6rem;
        align-items: end;
      }
      .fault {
        color: var(--bad);
      }
    `,
  ];

  /** The names of metrics that the run is known to have. Others can be entered. */
  declare names: readonly string[];
  declare drafts: RuleDraft[];
  /** Whether faults are shown: after the first attempt to save. */
  declare isChecked: boolean;

  constructor() {
    super();
    this.names = [];
    this.drafts = [];
    this.isChecked = false;
  }

  /** Fills in rules. */
  fill(rules: readonly Rule[]): void {
    this.drafts = rules.map(draftOf);
    this.isChecked = false;
  }

  /** The entered rules. Undefined if one is wrong: its fault is shown, and its field has the focus. */
  read(): Rule[] | undefined {
    const rules = rulesOf(this.drafts);
    this.isChecked = rules === undefined;
    if (rules === undefined) {
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    }
    return rules;
  }

  override render() {
    const t = this.t.inside;
    return html`<div class="stack">
      ${this.drafts.map((draft, index) => this.rule(draft, index))}
      <div class="row">
        <button type="button" class="plain small" ?disabled=${this.drafts.length >= MAX_RULES} @click=${this.add}>${icons.plus} ${t.addRule}</button>
        ${this.drafts.length >= MAX_RULES ? html`<span class="muted small">${t.mostRules(MAX_RULES)}</span>` : nothing}
      </div>
      <datalist id="metrics">${this.names.map((name) => html`<option value=${name}></option>`)}</datalist>
    </div>`;
  }

  private rule(draft: RuleDraft, index: number): TemplateResult {
    const t = this.t.inside;
    const fault = this.isChecked ? faultOf(draft) : undefined;
    const id = (part: string): string => `${part}-${index}`;
    return html`<fieldset data-rule=${index}>
      <legend>${t.rule(index + 1)}</legend>
      <div class="head">
        <div class="kind">
          <label for=${id("kind")}>${t.kind}</label>
          <select id=${id("kind")} @change=${(event: Event) => this.set(index, ofKind(chosen(event) as RuleKind, draft))}>
            ${RULE_KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === draft.kind}>${t.kinds[kind]}</option>`)}
          </select>
        </div>
        <button type="button" class="plain" title=${t.removeRule(index + 1)} aria-label=${t.removeRule(index + 1)} @click=${() => this.drop(index)}>${icons.close}</button>
      </div>
      <div class="parts">
        ${draft.kind === "reach" || draft.kind === "patience" ? this.metric(draft, index, fault === "metric") : nothing}
        <div>
          <label for=${id("value")}>${this.valueName(draft.kind)}</label>
          <input
            id=${id("value")}
            inputmode="decimal"
            autocomplete="off"
            .value=${draft.value}
            aria-invalid=${fault !== undefined && fault !== "metric" ? "true" : "false"}
            aria-describedby=${fault ? id("fault") : nothing}
            @input=${(event: Event) => this.set(index, { ...draft, value: entered(event) })}
          />
        </div>
        ${draft.kind === "seconds" ? this.unit(draft, index, TIME_UNITS, t.timeUnits) : nothing}
        ${draft.kind === "bytes" ? this.unit(draft, index, BYTE_UNITS, t.byteUnits) : nothing}
      </div>
      ${fault ? html`<p class="small fault" id=${id("fault")} role="alert">${t.ruleFaults[fault]}</p>` : nothing}
    </fieldset>`;
  }

  private metric(draft: RuleDraft, index: number, isWrong: boolean): TemplateResult {
    const t = this.t.inside;
    const [up, down] = draft.kind === "reach" ? [t.atLeastWord, t.atMostWord] : [t.higher, t.lower];
    return html`<div>
        <label for="metric-${index}">${t.metric}</label>
        <input
          id="metric-${index}"
          list="metrics"
          autocomplete="off"
          spellcheck="false"
          .value=${draft.metric}
          aria-invalid=${isWrong ? "true" : "false"}
          aria-describedby=${isWrong ? `fault-${index}` : nothing}
          @input=${(event: Event) => this.set(index, withMetric(draft, entered(event)))}
        />
      </div>
      <div>
        <label for="direction-${index}">${draft.kind === "reach" ? t.direction : t.better}</label>
        <select id="direction-${index}" @change=${(event: Event) => this.set(index, { ...draft, rising: chosen(event) === "up" })}>
          <option value="up" .selected=${draft.rising}>${up}</option>
          <option value="down" .selected=${!draft.rising}>${down}</option>
        </select>
      </div>`;
  }

  private unit(draft: RuleDraft, index: number, units: readonly number[], names: readonly string[]): TemplateResult {
    return html`<div>
      <label for="unit-${index}">${this.t.inside.unit}</label>
      <select id="unit-${index}" @change=${(event: Event) => this.set(index, { ...draft, unit: Number(chosen(event)) })}>
        ${units.map((unit, at) => html`<option value=${unit} ?selected=${unit === draft.unit}>${names[at]}</option>`)}
      </select>
    </div>`;
  }

  private valueName(kind: RuleKind): string {
    const t = this.t.inside;
    return { reach: t.value, patience: t.forRounds, seconds: t.time, bytes: t.amount, epsilon: t.epsilon }[kind];
  }

  private set(index: number, draft: RuleDraft): void {
    this.drafts = this.drafts.map((each, at) => (at === index ? draft : each));
  }

  private add(): void {
    this.drafts = [...this.drafts, ofKind("reach")];
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#kind-${this.drafts.length - 1}`)?.focus(),
    );
  }

  private drop(index: number): void {
    this.drafts = this.drafts.filter((_, at) => at !== index);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("button.small")?.focus());
  }
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

function entered(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("rules-editor", RulesEditor);
