import { css, html, type PropertyValues } from "lit";
import { go, href } from "../app/router";
import { start } from "../service/simulation-list";
import { simulations } from "../service/simulations";
import type { StartRequest } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import type { SimulationListElement } from "./simulation-list";
import "./simulation-list";
import type { Again, SimulationView } from "./simulation-view";
import "./simulation-view";
import type { StartForm } from "./start-form";
import "./start-form";

/** The width that the styles use. */
const NARROW = "(max-width: 900px)";

/** The form that starts a simulation, the simulation that is followed, and the list of all simulations. */
export class SimulateView extends ConsoleElement {
  static override properties = { item: {}, starting: { state: true }, error: { state: true } };
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(280px, 360px) minmax(0, 1fr);
        gap: 1rem;
        align-items: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .shown .side {
          display: none;
        }
      }
      @media (min-width: 901px) {
        .back {
          display: none;
        }
      }
    `,
  ];

  /** The id of the visible simulation. */
  declare item: string;
  declare starting: boolean;
  declare error: Error | undefined;

  constructor() {
    super();
    this.item = "";
    this.starting = false;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has("item") || changed.get("item") === undefined) {
      return;
    }
    if (!matchMedia(NARROW).matches) {
      // The reader may have chosen the simulation at the end of a long list.
      window.scrollTo({ top: 0 });
    } else {
      // The simulation has replaced the list, which had the focus.
      const view = this.renderRoot.querySelector<SimulationView>("simulation-view");
      void view?.updateComplete.then(() => view.focus());
    }
  }

  override render() {
    const t = this.t.simulate;
    return html`<div class="stack">
      <div class="row spread">
        <h1>${t.title}</h1>
        <a class="button" href=${href("experiments")}>${icons.experiments} ${this.t.experiments.open}</a>
      </div>
      <div class="columns ${this.item ? "shown" : ""}">
        <div class="stack side">
          <start-form .busy=${this.starting} .refusal=${this.error} @start=${this.start}></start-form>
          <simulation-list .selected=${this.item}></simulation-list>
        </div>
        <div class="stack">
          ${
            this.item
              ? html`<a class="button back" href=${href("simulate")}>${icons.back} ${t.back}</a>
                <simulation-view .simulation=${simulations.open(this.item)} @again=${this.again}></simulation-view>`
              : html`<div class="card muted">${t.choose}</div>`
          }
        </div>
      </div>
    </div>`;
  }

  private async start(event: CustomEvent<StartRequest>): Promise<void> {
    this.starting = true;
    this.error = undefined;
    try {
      go(href("simulate", await start(event.detail)));
      await this.renderRoot.querySelector<SimulationListElement>("simulation-list")?.refresh();
    } catch (failed) {
      this.error = failed as Error;
    }
    this.starting = false;
  }

  private again({ detail }: CustomEvent<Again>): void {
    go(href("simulate"));
    const form = this.renderRoot.querySelector<StartForm>("start-form");
    form?.fill(detail.parameters, detail.settings);
    void this.updateComplete.then(() => form?.focus());
  }
}

customElements.define("simulate-view", SimulateView);
