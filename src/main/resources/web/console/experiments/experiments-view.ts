import { css, html, nothing, type PropertyValues } from "lit";
import { go, href } from "../app/router";
import { type Experiment, type ExperimentStart, startExperiment } from "../service/experiments";
import type { Deletion } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { size } from "../ui/format";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { draftOf, keepDraft } from "./draft";
import "./experiment-form";
import "./experiment-list";
import type { ExperimentView } from "./experiment-view";
import "./experiment-view";

/** The form and the list of experiments, or one experiment. */
export class ExperimentsView extends ConsoleElement {
  static override properties = {
    item: {},
    query: { attribute: false },
    starting: { state: true },
    error: { state: true },
    report: { state: true },
  };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(280px, 4fr);
        gap: 1rem;
        align-items: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The id of the visible experiment; empty for the form and the list. */
  declare item: string;
  declare query: URLSearchParams;
  declare starting: boolean;
  declare error: Error | undefined;
  /** The result of a deletion. */
  declare report: string;

  constructor() {
    super();
    this.item = "";
    this.query = new URLSearchParams();
    this.starting = false;
    this.report = "";
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("item") && changed.get("item") !== undefined) {
      window.scrollTo({ top: 0 });
      const view = this.renderRoot.querySelector<ExperimentView>("experiment-view");
      void view?.updateComplete.then(() => view.focus());
    }
  }

  override render() {
    const t = this.t.experiments;
    if (this.item) {
      return html`<div class="stack">
        <div><a class="button" href=${href("experiments")}>${icons.back} ${t.all}</a></div>
        <experiment-view .item=${this.item} .query=${this.query} @deleted=${this.deleted} @template=${this.reuse}></experiment-view>
      </div>`;
    }
    return html`<div class="stack">
      <div class="row spread">
        <h1>${t.title}</h1>
        <a class="button" href=${href("simulate")}>${icons.back} ${this.t.views.simulate}</a>
      </div>
      <div role="status">${this.report ? html`<p class="notice good" data-test="report">${this.report}</p>` : nothing}</div>
      <div class="columns">
        <experiment-form .busy=${this.starting} .refusal=${this.error} @start=${this.start}></experiment-form>
        <experiment-list></experiment-list>
      </div>
    </div>`;
  }

  private async start(event: CustomEvent<ExperimentStart>): Promise<void> {
    this.starting = true;
    this.error = undefined;
    try {
      const id = await startExperiment(event.detail);
      keepDraft(undefined);
      this.report = "";
      go(href("experiments", id));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.starting = false;
  }

  private deleted(event: CustomEvent<Deletion>): void {
    const { deleted, refused, freed_bytes: freed } = event.detail;
    const t = this.t.experiments;
    const kept = Object.keys(refused).length;
    this.report = t.deleted(deleted.length, size(freed)) + (kept > 0 ? ` ${t.kept(kept)}` : "");
    go(href("experiments"));
  }

  private reuse(event: CustomEvent<Experiment>): void {
    keepDraft(draftOf(event.detail));
    go(href("experiments"));
  }
}

customElements.define("experiments-view", ExperimentsView);
