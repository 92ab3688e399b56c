import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Curve } from "../chart/curve";
import "../chart/line-chart";
import type { TableColumn } from "../inside/sorted-table";
import "../inside/sorted-table";
import { postJson } from "../service/api";
import { keptModels } from "../service/kept-models";
import { models } from "../service/models";
import { type Series, series } from "../service/series";
import { simulations } from "../service/simulations";
import type { Model, Prediction } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { percent } from "../ui/format";
import { icons } from "../ui/icons";
import { folded, shared } from "../ui/styles";
import type { Picture } from "./picture-input";
import { curvesOf, isCourse, MAX_ROUNDS, RoundCourse, type RoundPoint, roundsOf, topLabels } from "./round-course";

const LABELS = 5;
/** The file of a round may be complete a moment after the round has been reported. */
const LATE_MILLIS = 3_000;

/** The probabilities of a picture's labels over the rounds of a series of models, which grow while its run continues. */
export class RoundPredictions extends ConsoleElement {
  static override properties = {
    picture: { attribute: false },
    chosen: { attribute: false },
    opened: { state: true },
    key: { state: true },
  };
  static override styles = [
    shared,
    folded,
    css`
      select {
        width: auto;
        max-width: 100%;
        min-width: 0;
      }
      label.row {
        min-width: 0;
      }
      progress {
        width: 10rem;
        max-width: 100%;
        accent-color: var(--accent);
      }
      line-chart {
        --chart-height: 240px;
      }
      th[scope="row"] {
        color: var(--text);
        font-weight: 550;
        white-space: normal;
      }
      th .row {
        flex-wrap: nowrap;
      }
      .dot {
        flex: none;
      }
    `,
  ];

  declare picture: Picture;
  /** The ids of the models that the view shows; a series of one of them is offered first. */
  declare chosen: readonly string[];
  declare opened: boolean;
  /** The key of the series that the reader has chosen; empty for the first one. */
  declare key: string;

  private readonly course = new RoundCourse(async (id, abort) => {
    const body = { model_id: id, image_data: this.picture.dataUrl };
    return (await postJson<{ predictions: Prediction[] }>("api/predict/", body, abort)).predictions;
  });
  /** The number of rounds since the begin. */
  private total = 0;
  private late: ReturnType<typeof setTimeout> | undefined;
  private points: readonly RoundPoint[] | undefined;
  private texts: object | undefined;
  /** The curves are made once, because a chart is drawn again for new curves. */
  private curves: Curve[] = [];
  private columns: readonly TableColumn<RoundPoint>[] = [];

  private readonly listed = (): void => {
    const current = this.current();
    if (current) {
      const before = this.course.left;
      this.course.follow(current.models);
      this.total += this.course.left - before;
    }
    this.requestUpdate();
  };
  private readonly round = ({ detail: run }: CustomEvent<string>): void => {
    const of = this.current()?.models[0].run;
    if (this.course.isOpen && (of === undefined || of === run)) {
      this.reload();
      clearTimeout(this.late);
      this.late = setTimeout(() => this.reload(), LATE_MILLIS);
    }
  };
  private readonly ended = (): void => {
    if (this.course.isOpen) {
      this.reload();
    }
  };

  constructor() {
    super();
    this.chosen = [];
    this.opened = false;
    this.key = "";
    this.course.addEventListener("change", () => this.requestUpdate());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    models.addEventListener("change", this.listed);
    keptModels.addEventListener("change", this.listed);
    simulations.addEventListener("round", this.round as EventListener);
    simulations.addEventListener("change", this.ended);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    models.removeEventListener("change", this.listed);
    keptModels.removeEventListener("change", this.listed);
    simulations.removeEventListener("round", this.round as EventListener);
    simulations.removeEventListener("change", this.ended);
    clearTimeout(this.late);
    this.course.stop();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.get("picture") !== undefined) {
      this.forget();
    }
    if (this.points !== this.course.points || this.texts !== this.t) {
      this.points = this.course.points;
      this.texts = this.t;
      this.curves = curvesOf(this.course.points, topLabels(this.course.points, LABELS));
      this.columns = this.columnsOf();
    }
  }

  override render() {
    const t = this.t.predict;
    return html`<details class="card" data-test="course" @toggle=${this.toggled}>
      <summary><h2>${t.course}</h2></summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const t = this.t.predict;
    const all = this.all();
    const current = this.current();
    if (!current) {
      return html`<p class="muted" role="status">${keptModels.value || keptModels.error ? t.courseNone : this.t.loading}</p>`;
    }
    const rounds = Math.min(roundsOf(current.models).length, MAX_ROUNDS);
    return html`<div class="stack">
      <p class="muted small">${t.courseHint}</p>
      <div class="row">
        <label class="row">
          ${t.courseSeries}
          <select @change=${this.choose}>
            ${all.map((each) => html`<option value=${each.key} ?selected=${each === current}>${nameOf(each)}</option>`)}
          </select>
        </label>
        ${
          this.course.isOpen
            ? html`<button @click=${() => this.course.stop()}>${icons.stop} ${t.courseStop}</button>`
            : html`<button class="primary" ?disabled=${rounds === 0} @click=${() => this.begin(current)}>${icons.play} ${t.courseStart(rounds)}</button>`
        }
      </div>
      ${this.progress()} ${this.course.points.length > 0 ? this.result() : nothing}
    </div>`;
  }

  private progress(): TemplateResult | typeof nothing {
    const t = this.t.predict;
    const { left, isOpen, note } = this.course;
    if (!isOpen) {
      return nothing;
    }
    return left === 0
      ? html`<p class="muted small" role="status">${t.courseFollowed}</p>`
      : html`<div class="row small" role="status">
          <progress max=${this.total} .value=${this.total - left} aria-label=${t.asking}></progress>
          <span>${t.courseOf(this.total - left, this.total)}</span>
          ${note ? html`<span class="muted break">${this.t.runs.reason(note)}</span>` : nothing}
        </div>`;
  }

  private result(): TemplateResult {
    const t = this.t.predict;
    const { points } = this.course;
    const failed = points.filter(({ error }) => error !== undefined);
    return html`
      ${
        failed[0]?.error
          ? html`<div class="notice warn small">${t.courseFailed(failed.length)} <span class="break">${this.t.runs.reason(failed[0].error.message)}</span></div>`
          : nothing
      }
      <line-chart .label=${t.courseChart} .shares=${true} .range=${RANGE} .curves=${this.curves}></line-chart>
      ${this.legend()}
      <details>
        <summary class="small">${t.courseTable}</summary>
        <sorted-table .label=${t.courseTable} .columns=${this.columns} .rows=${points}></sorted-table>
      </details>`;
  }

  /** The labels with the colours of their curves. */
  private legend(): TemplateResult {
    const t = this.t.predict;
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${t.courseChart}>
      <table data-test="labels">
        <thead>
          <tr>
            <th scope="col">${t.courseLabel}</th>
            <th scope="col" class="number">${t.courseLast}</th>
            <th scope="col" class="number">${t.courseMean}</th>
          </tr>
        </thead>
        <tbody>
          ${this.curves.map(({ name, colour, points }) => {
            const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
            const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
            return html`<tr>
              <th scope="row">
                <span class="row">
                  <svg class="dot" width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill=${`var(--chart-${colour + 1})`}></circle></svg>
                  ${name}
                </span>
              </th>
              <td class="number">${percent(values[values.length - 1] ?? 0)}</td>
              <td class="number">${percent(mean)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  private columnsOf(): TableColumn<RoundPoint>[] {
    const t = this.t.predict;
    const first = ({ predictions }: RoundPoint): Prediction | undefined => predictions?.[0];
    return [
      {
        key: "round",
        title: this.t.models.round,
        isNumber: false,
        value: ({ round }) => round,
        cell: ({ round }) => String(round),
        exact: ({ model }) => model,
      },
      {
        key: "label",
        title: t.courseLabel,
        isNumber: false,
        value: (point) => first(point)?.label,
        cell: (point) => first(point)?.label ?? (point.error ? this.t.runs.reason(point.error.message) : "–"),
      },
      {
        key: "probability",
        title: t.courseProbability,
        isNumber: true,
        value: (point) => first(point)?.probability,
        cell: (point) => {
          const value = first(point)?.probability;
          return value === undefined ? "–" : percent(value);
        },
      },
    ];
  }

  /** The series of rounds: the series of the project, and the series that are kept with simulations. */
  private all(): Series[] {
    return series([...(models.list ?? []), ...(keptModels.value ?? [])]).filter(isCourse);
  }

  private current(): Series | undefined {
    const all = this.all();
    return (
      all.find(({ key }) => key === this.key) ??
      all.find((each) => each.models.some(({ id }: Model) => this.chosen.includes(id))) ??
      all[0]
    );
  }

  private toggled(event: Event): void {
    this.opened = (event.target as HTMLDetailsElement).open;
    if (this.opened) {
      void keptModels.load();
    }
  }

  private choose(event: Event): void {
    this.forget();
    this.key = (event.target as HTMLSelectElement).value;
  }

  private begin(current: Series): void {
    // Models that are chosen in the view later do not change the series.
    this.key = current.key;
    this.course.begin(current.models);
    this.total = this.course.left;
  }

  private forget(): void {
    this.course.stop();
    this.course.points = [];
  }

  private reload(): void {
    void (this.current()?.models[0].run === undefined ? models.refresh(false) : keptModels.load());
  }
}

/** A constant object, because a chart is drawn again for a new one. */
const RANGE = [0, 1] as const;

function nameOf({ name, models: [first] }: Series): string {
  return name || first.id;
}

customElements.define("round-predictions", RoundPredictions);
