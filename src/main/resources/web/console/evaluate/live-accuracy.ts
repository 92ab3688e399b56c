import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "../chart/line-chart";
import type { Curve } from "../chart/curve";
import { type LiveAccuracy, liveAccuracyOf } from "../service/evaluations";
import { live } from "../service/live";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import type { FollowedSimulation } from "../service/simulations";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { folded, shared } from "../ui/styles";
import "./confusion-matrix";
import { accuracyCurves } from "./accuracy-curves";

/** The interval of requests without a live connection, whose events make them unnecessary. */
const REFRESH_MILLIS = 3_000;
const REFRESH_LIVE_MILLIS = 60_000;
/** The last version may be evaluated after the end of its simulation. */
const REFRESH_ENDED_MILLIS = 15_000;

/**
 * The accuracy of the rounds of a simulation on labelled pictures, measured while it runs. Asks only while it is open: when
 * the service reports a measurement, and once a minute.
 */
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
  private readonly measured = (event: Event): void => {
    if (this.opened && (event as CustomEvent<string>).detail === this.simulation.id) {
      void this.accuracy.reload();
    }
  };
  private readonly reconnected = (): void => this.watch();
  private source: LiveAccuracy | undefined;

  constructor() {
    super();
    this.opened = false;
    new Polling(
      this,
      async () => (this.opened ? this.accuracy.reload() : undefined),
      () =>
        this.simulation.ended ? REFRESH_ENDED_MILLIS : live.state === "open" ? REFRESH_LIVE_MILLIS : REFRESH_MILLIS,
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    live.addEventListener("accuracy", this.measured);
    live.addEventListener("connected", this.reconnected);
    this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    live.removeEventListener("accuracy", this.measured);
    live.removeEventListener("connected", this.reconnected);
    this.unwatch(this.simulation);
  }

  /** Asks for the events of measurements while the section is open. */
  private watch(): void {
    if (this.opened && !this.simulation.ended && live.state === "open") {
      void live.request("watch_accuracy", { simulation_id: this.simulation.id });
    }
  }

  private unwatch(simulation: FollowedSimulation): void {
    if (this.opened && !simulation.ended && live.state === "open") {
      void live.request("watch_accuracy", { simulation_id: simulation.id, watch: false });
    }
  }

  private toggled(event: Event): void {
    const opened = (event.target as HTMLDetailsElement).open;
    if (!opened) {
      this.unwatch(this.simulation);
    }
    this.opened = opened;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("simulation")) {
      this.accuracy.value = undefined;
      const before = changed.get("simulation") as FollowedSimulation | undefined;
      if (before) {
        this.unwatch(before);
      }
    }
    if (this.opened && (changed.has("simulation") || changed.has("opened"))) {
      this.watch();
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
      @toggle=${this.toggled}>
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
