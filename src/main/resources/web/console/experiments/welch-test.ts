import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Comparison, ExperimentResult } from "../service/experiments";
import { ConsoleElement } from "../ui/element";
import { metric } from "../ui/format";
import { shared } from "../ui/styles";
import { settingName } from "./settings";

/** Welch's t-test between two settings that the reader chooses. Dispatches `compare` with none or both. */
export class WelchTest extends ConsoleElement {
  static override properties = {
    result: { attribute: false },
    compare: { attribute: false },
    first: { state: true },
    second: { state: true },
  };
  static override styles = [
    shared,
    css`
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
        gap: 0.6rem 1.2rem;
      }
    `,
  ];

  declare result: ExperimentResult;
  /** No or two numbers of settings. */
  declare compare: readonly number[];
  /** The chosen settings; -1 for none. */
  declare first: number;
  declare second: number;

  constructor() {
    super();
    this.compare = [];
    this.first = -1;
    this.second = -1;
  }

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get("compare") as readonly number[] | undefined;
    if (changed.has("compare") && String(before ?? "") !== String(this.compare)) {
      [this.first = this.first, this.second = this.second] = this.compare;
    }
  }

  override render() {
    const t = this.t.experiments;
    if (this.result.settings.length < 2) {
      return nothing;
    }
    return html`<section class="stack" aria-labelledby="test">
      <h3 id="test">${t.test}</h3>
      <p class="muted small">${t.testExplained}</p>
      <div class="choices">
        ${this.choice("first", t.first, this.second)} ${this.choice("second", t.second, this.first)}
      </div>
      <div role="status">${this.answer()}</div>
    </section>`;
  }

  private choice(id: "first" | "second", label: string, other: number): TemplateResult {
    const chosen = this[id];
    const choose = (event: Event): void => {
      this[id] = Number((event.target as HTMLSelectElement).value);
      const pair = this.first >= 0 && this.second >= 0 ? [this.first, this.second] : [];
      this.dispatchEvent(new CustomEvent<number[]>("compare", { detail: pair }));
    };
    return html`<div>
      <label for=${id}>${label}</label>
      <select id=${id} @change=${choose}>
        <option value="-1" .selected=${chosen < 0}>${this.t.experiments.choose}</option>
        ${this.result.settings.map(
          ({ setting, parameters }) =>
            html`<option value=${setting} .selected=${setting === chosen} ?disabled=${setting === other}>${settingName(setting, parameters)}</option>`,
        )}
      </select>
    </div>`;
  }

  private answer(): TemplateResult | typeof nothing {
    const { comparison } = this.result;
    if (!comparison || String(comparison.settings) !== String(this.compare)) {
      return nothing;
    }
    return comparison.reason
      ? html`<p class="notice">${this.t.simulate.reason(comparison.reason)}</p>`
      : this.numbers(comparison);
  }

  private numbers({ difference, t: statistic, degrees_of_freedom: degrees, p }: Comparison): TemplateResult {
    const t = this.t.experiments;
    const rows: [string, string, number | undefined][] = [
      ["difference", t.difference, difference],
      ["t", t.t, statistic],
      ["degrees", t.degrees, degrees],
      ["p", t.p, p],
    ];
    return html`<dl class="facts">
      ${rows.map(([id, name, value]) => html`<dt>${name}</dt><dd data-test=${id} title=${value ?? ""}>${value === undefined ? "–" : metric(value)}</dd>`)}
    </dl>`;
  }
}

customElements.define("welch-test", WelchTest);
