import { css, html, nothing, type TemplateResult } from "lit";
import { go, href } from "../app/router";
import {
  deleteEvaluation,
  type Evaluation,
  getEvaluation,
  hasEnded,
  type ModelResult,
  type Scores,
  stopEvaluation,
} from "../service/evaluations";
import { models } from "../service/models";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import { csvFile } from "../ui/csv";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { number, percent } from "../ui/format";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { shared } from "../ui/styles";
import "./evaluated-picture";
import { reliabilityChart } from "./reliability-chart";
import { scoreRows } from "./score-rows";
import { evaluationBadge } from "./state";

const REFRESH_MILLIS = 1_000;
const REFRESH_ENDED_MILLIS = 60_000;

/** One evaluation: its progress, the scores of its models side by side, and the pictures on which they fail. */
export class EvaluationView extends ConsoleElement {
  static override properties = { item: {}, model: { state: true }, error: { state: true } };
  static override styles = [
    shared,
    css`
      td,
      th {
        padding: 0.3rem 0.6rem;
      }
      .number {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        gap: 1rem;
        align-items: start;
      }
      .reliability {
        max-width: 22rem;
      }
      progress {
        width: 100%;
      }
    `,
  ];

  declare item: string;
  /** The model whose details are shown; empty for the first one. */
  declare model: string;
  declare error: Error | undefined;

  private readonly evaluation = new Resource<Evaluation>(() => getEvaluation(this.item), this);

  constructor() {
    super();
    this.item = "";
    this.model = "";
    new Polling(
      this,
      () => this.evaluation.load(),
      () => (this.evaluation.value && hasEnded(this.evaluation.value.state) ? REFRESH_ENDED_MILLIS : REFRESH_MILLIS),
    );
  }

  override render() {
    const { value, error } = this.evaluation;
    if (!value) {
      return error
        ? failure(error, this.t, () => void this.evaluation.load())
        : html`<p class="muted" role="status">${this.t.loading}</p>`;
    }
    return html`<div class="stack">
      ${this.head(value)} ${this.error ? failure(this.error, this.t) : nothing}
      ${value.results.length > 0 ? html`${this.overview(value)} ${this.details(value)} ${this.disagreements(value)}` : nothing}
      ${this.unread(value)}
    </div>`;
  }

  private head(value: Evaluation): TemplateResult {
    const t = this.t.evaluations;
    const ended = hasEnded(value.state);
    return html`<section class="card stack">
      <div class="row spread">
        <h1 class="break">${value.folder}</h1>
        ${evaluationBadge(value.state, this.t)}
      </div>
      ${value.detail ? html`<p class="muted">${this.t.simulate.reason(value.detail)}</p>` : nothing}
      <div role="status" class="small">${t.progress(value.done, value.pictures)}</div>
      ${ended ? nothing : html`<progress max=${value.pictures} value=${value.done} aria-label=${t.progress(value.done, value.pictures)}></progress>`}
      <div class="row">
        ${
          ended
            ? html`<button @click=${this.discard}>${icons.trash} ${t.remove}</button>`
            : html`<button @click=${this.stop}>${icons.stop} ${t.stop}</button>`
        }
        <button @click=${() => save(csvFile(scoreRows(value)), `${value.id}.csv`)}>
          ${icons.download} ${t.csv}
        </button>
      </div>
    </section>`;
  }

  private overview(value: Evaluation): TemplateResult {
    const t = this.t.evaluations;
    return html`<section class="card stack">
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t.accuracy}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t.model}</th>
              ${[t.accuracy, t.precision, t.recall, t.f1, t.calibrationError, t.pictures].map((name) => html`<th scope="col" class="number">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${value.results.map((result) => this.row(result))}
          </tbody>
        </table>
      </div>
      <p class="muted small">${t.macro}</p>
    </section>`;
  }

  private row({ model, scores, error, changed }: ModelResult): TemplateResult {
    const note = error ?? (changed ? this.t.evaluations.changed : "");
    return html`<tr>
      <th scope="row">
        ${models.titleOf(model)} ${note ? html`<div class="small notice ${error ? "bad" : "warn"}">${this.t.simulate.reason(note)}</div>` : nothing}
      </th>
      ${
        scores
          ? html`<td class="number">${percent(scores.accuracy)}</td>
            <td class="number">${percent(scores.macro.precision)}</td>
            <td class="number">${percent(scores.macro.recall)}</td>
            <td class="number">${percent(scores.macro.f1)}</td>
            <td class="number">${number(scores.calibration.expected_error, 4)}</td>
            <td class="number">${scores.pictures}</td>`
          : html`<td colspan="6"></td>`
      }
    </tr>`;
  }

  private details(value: Evaluation): TemplateResult | typeof nothing {
    const t = this.t.evaluations;
    const scored = value.results.filter((each) => each.scores);
    const shown = scored.find((each) => each.model === this.model) ?? scored[0];
    if (!shown?.scores) {
      return nothing;
    }
    return html`<section class="card stack">
      <label class="row">
        ${t.of}
        <select @change=${(event: Event) => (this.model = (event.target as HTMLSelectElement).value)}>
          ${scored.map(({ model }) => html`<option value=${model} ?selected=${model === shown.model}>${models.titleOf(model)}</option>`)}
        </select>
      </label>
      <div class="halves">
        <div class="stack">
          <h2>${t.confusion}</h2>
          <confusion-matrix .confusion=${shown.scores.confusion}></confusion-matrix>
        </div>
        <div class="stack">
          <h2>${t.reliability}</h2>
          ${reliabilityChart(shown.scores.calibration.bins, this.t)}
          <p class="muted small">${t.reliabilityHint}</p>
        </div>
      </div>
      ${this.labels(shown.scores)} ${this.worst(value.id, shown.scores)}
    </section>`;
  }

  private labels(scores: Scores): TemplateResult {
    const t = this.t.evaluations;
    return html`<h2>${t.perLabel}</h2>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t.perLabel}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t.label}</th>
              ${[t.precision, t.recall, t.f1, t.support].map((name) => html`<th scope="col" class="number">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${scores.classes.map(
              (each) => html`<tr>
                <th scope="row">${each.label}</th>
                <td class="number">${percent(each.precision)}</td>
                <td class="number">${percent(each.recall)}</td>
                <td class="number">${percent(each.f1)}</td>
                <td class="number">${each.support}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  private worst(id: string, scores: Scores): TemplateResult {
    const t = this.t.evaluations;
    return html`<h2>${t.worst}</h2>
      ${
        scores.worst.length === 0
          ? html`<p class="muted small">${t.noWrong}</p>`
          : html`<div class="table-scroll" tabindex="0" role="region" aria-label=${t.worst}>
            <table>
              <thead>
                <tr>
                  <th scope="col" colspan="2">${t.pictures}</th>
                  <th scope="col">${t.trueLabel}</th>
                  <th scope="col">${t.answer}</th>
                </tr>
              </thead>
              <tbody>
                ${scores.worst.map(
                  (each) => html`<tr>
                    <td><evaluated-picture .evaluation=${id} .path=${each.picture}></evaluated-picture></td>
                    <td class="break small">${each.picture}</td>
                    <td>${each.label}</td>
                    <td>${each.predicted} · ${percent(each.probability)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
      }`;
  }

  private disagreements(value: Evaluation): TemplateResult | typeof nothing {
    const t = this.t.evaluations;
    if (value.disagreeing === 0) {
      return nothing;
    }
    return html`<section class="card stack">
      <h2>${t.disagreements(value.disagreeing)}</h2>
      ${value.disagreements.length < value.disagreeing ? html`<p class="muted small">${t.first(value.disagreements.length)}</p>` : nothing}
      <div class="table-scroll" tabindex="0" role="region" aria-label=${t.disagreements(value.disagreeing)}>
        <table>
          <thead>
            <tr>
              <th scope="col" colspan="2">${t.pictures}</th>
              <th scope="col">${t.trueLabel}</th>
              ${value.models.map((model) => html`<th scope="col">${models.titleOf(model)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${value.disagreements.map(
              (each) => html`<tr>
                <td><evaluated-picture .evaluation=${value.id} .path=${each.picture}></evaluated-picture></td>
                <td class="break small">${each.picture}</td>
                <td>${each.label}</td>
                ${value.models.map((model) => {
                  const answer = each.answers.find((one) => one.model === model);
                  return html`<td>${answer ? `${answer.label} · ${percent(answer.probability)}` : ""}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private unread(value: Evaluation): TemplateResult | typeof nothing {
    const t = this.t.evaluations;
    return value.unread === 0
      ? nothing
      : html`<section class="card stack">
          <p>${t.unread(value.unread)}</p>
          <ul class="small">
            ${value.unread_pictures.map(({ picture, reason }) => html`<li class="break">${picture}: ${this.t.simulate.reason(reason)}</li>`)}
          </ul>
        </section>`;
  }

  private async stop(): Promise<void> {
    await this.attempt(() => stopEvaluation(this.item));
    void this.evaluation.reload();
  }

  private async discard(): Promise<void> {
    if (await this.attempt(() => deleteEvaluation(this.item))) {
      go(href("evaluate"));
    }
  }

  /** Sends a request, and shows its error. Returns whether it succeeded. */
  private async attempt(send: () => Promise<unknown>): Promise<boolean> {
    this.error = undefined;
    try {
      await send();
      return true;
    } catch (failed) {
      this.error = failed as Error;
      return false;
    }
  }
}

customElements.define("evaluation-view", EvaluationView);
