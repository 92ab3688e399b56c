import { html, nothing, type TemplateResult } from "lit";
import { go, href } from "../app/router";
import { ApiError } from "../service/api";
import { originOf, start } from "../service/simulation-list";
import { simulations } from "../service/simulations";
import type { Origin, SimulationRecord } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { dialogs, shared } from "../ui/styles";
import { differenceList } from "./difference-list";

/** Shows the differences of the project from its state at the start of a simulation, and starts the simulation again
 * with the same parameters. */
export class ExactDialog extends ConsoleElement {
  static override properties = {
    record: { state: true },
    origin: { state: true },
    unknown: { state: true },
    error: { state: true },
    busy: { state: true },
  };
  static override styles = [shared, dialogs];

  /** The simulation; undefined while the dialog is closed. */
  declare record: SimulationRecord | undefined;
  declare origin: Origin | undefined;
  /** Whether the service has not stored the state of the project. */
  declare unknown: boolean;
  declare error: Error | undefined;
  declare busy: boolean;

  constructor() {
    super();
    this.unknown = false;
    this.busy = false;
  }

  async ask(record: SimulationRecord): Promise<void> {
    this.record = record;
    this.origin = undefined;
    this.unknown = false;
    this.error = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
    try {
      const origin = await originOf(record.id);
      if (this.record === record) {
        this.origin = origin;
      }
    } catch (failed) {
      if (this.record === record) {
        this.unknown = failed instanceof ApiError && failed.status === 404;
        this.error = this.unknown ? undefined : (failed as Error);
      }
    }
  }

  override render() {
    const t = this.t.details;
    if (!this.record) {
      return html`<dialog></dialog>`;
    }
    return html`<dialog aria-labelledby="exact" @close=${() => (this.record = undefined)}>
      <form method="dialog" class="stack" @submit=${this.submit}>
        <h2 id="exact">${t.exactQuestion}</h2>
        <p class="muted">${t.exactExplained}</p>
        <div role="status" class="small">${this.compared()}</div>
        ${this.error ? failure(this.error, this.t) : nothing}
        <div class="row">
          <button class="primary" value="start" ?disabled=${this.busy || (!this.origin && !this.unknown && !this.error)}>
            ${icons.play} ${(this.origin?.differences.length ?? 0) > 0 ? t.startAnyway : this.t.simulate.go}
          </button>
          <button value="" autofocus>${this.t.runs.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private compared(): TemplateResult | typeof nothing {
    const t = this.t.details;
    if (this.origin) {
      return differenceList(this.origin.differences, t);
    }
    if (this.unknown) {
      return html`<p class="notice warn">${t.noOrigin}</p>`;
    }
    return this.error ? nothing : html`<p class="muted">${t.comparing}</p>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    const { record } = this;
    if ((event.submitter as HTMLButtonElement | null)?.value !== "start" || !record) {
      return;
    }
    event.preventDefault();
    this.busy = true;
    this.error = undefined;
    try {
      const id = await start({ ...record.parameters, ...(record.run_settings ? { flsys: record.run_settings } : {}) });
      this.renderRoot.querySelector("dialog")?.close();
      simulations.dispatchEvent(new Event("change"));
      go(href("simulate", id));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }
}

customElements.define("exact-dialog", ExactDialog);
