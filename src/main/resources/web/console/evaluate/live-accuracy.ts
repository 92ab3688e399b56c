import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "../chart/line-chart";
import type { Curve } from "../chart/curve";
import { type LiveAccuracy, liveAccuracyOf } from "../service/evaluations";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import type { FollowedSimulation } from "../service/simulations";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { folded, shared } from "../ui/styles";
import "./confusion-matrix";
import { accuracyCurves } from "./accuracy-curves";

const REFRESH_MILLIS = 3_000;
/** The last version may be evaluated after the end of its simulation. */
const REFRESH_ENDED_MILLIS = 15_000;

/** The accuracy of the rounds of a simulation on labelled pictures, measured while it runs. Asks only while it is open. */
export class LiveAccuracyElement extends ConsoleElement {
  static override properties = { simulation: { attribute: false }, opened: { state: true } };
  static override styles = [
    shared,
    folded,
    css`
      line-chart {
        --chart-height: 180px;
      }
    `,
  ];

  declare simulation: FollowedSimulation;
  declare opened: boolean;

  private readonly accuracy = new Resource<LiveAccuracy | undefined>(
    async () => (this.opened ? liveAccuracyOf(this.simulation.id) : undefined),
    this,
  );
  private curves: Curve[] = [];
  private source: LiveAccuracy | undefined;

  constructor() {
    super();
    this.opened = false;
    new Polling(
      this,
      async () => (this.opened ? this.accuracy.reload() : undefined),
      () => (this.simulation.ended ? REFRESH_ENDED_MILLIS : REFRESH_MILLIS),
    );
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.accuracy.value = undefined;
    }
    if (this.opened && (changed.has("simulation") || changed.has("opened"))) {
      void this.accuracy.reload();
    }
    // A chart is drawn again for new curves.
    if (this.source !== this.accuracy.value) {
      this.source = this.accuracy.value;
      this.curves = accuracyCurves(this.source?.rounds ?? []);
    }
  }

  override render() {
    return html`<details class="card" data-test="live-accuracy"
      @toggle=${(event: Event) => (this.opened = (event.target as HTMLDetailsElement).open)}>
      <summary><h2>${this.t.evaluations.live}</h2></summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const t = this.t.evaluations;
    const { value, error } = this.accuracy;
    if (error) {
      return failure(error, this.t, () => void this.accuracy.load());
    }
    if (!value) {
      return html`<p class="muted small" role="status">${this.t.loading}</p>`;
    }
    const note = value.note ? html`<p class="notice warn small break">${t.liveNote(value.note)}</p>` : nothing;
    const last = value.rounds[value.rounds.length - 1];
    if (!last) {
      return html`<div class="stack">${note}<p class="muted small">${value.folder ? t.liveNone : t.liveOff}</p></div>`;
    }
    return html`<div class="stack">
      ${note}
      <p class="muted small">${t.liveFolder(last.pictures, value.folder ?? "")}</p>
      <line-chart .label=${t.live} .shares=${true} .curves=${this.curves}></line-chart>
      <h3>${t.liveConfusion}</h3>
      <confusion-matrix .confusion=${value.confusion}></confusion-matrix>
    </div>`;
  }
}

customElements.define("live-accuracy", LiveAccuracyElement);
