import { html, nothing } from "lit";
import { go, href } from "../app/router";
import { resume } from "../service/inside";
import type { Checkpoint } from "../service/inside-types";
import { simulations } from "../service/simulations";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { icons } from "../ui/icons";
import { dialogs, shared } from "../ui/styles";
import { proposedRounds } from "./resumed";

/** Starts a run that continues another one from a checkpoint. */
export class ResumeDialog extends ConsoleElement {
  static override properties = {
    run: { state: true },
    checkpoints: { state: true },
    from: { state: true },
    rounds: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  static override styles = [shared, dialogs];

  /** The id of the run; empty while the dialog is closed. */
  declare run: string;
  declare checkpoints: readonly Checkpoint[];
  /** The round of the chosen checkpoint. */
  declare from: number;
  /** The text of the number of rounds. */
  declare rounds: string;
  declare busy: boolean;
  declare error: Error | undefined;

  private total: number | undefined;

  constructor() {
    super();
    this.run = "";
    this.checkpoints = [];
    this.from = 0;
    this.rounds = "";
    this.busy = false;
  }

  /**
   * Opens the dialog.
   *
   * @param from the round of the proposed checkpoint
   * @param total the number of rounds that the run was to have, if it is known
   */
  async ask(run: string, checkpoints: readonly Checkpoint[], from: number, total: number | undefined): Promise<void> {
    this.run = run;
    this.checkpoints = checkpoints;
    this.from = from;
    this.total = total;
    this.rounds = String(proposedRounds(total, from));
    this.error = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override render() {
    const t = this.t.inside;
    if (this.run === "") {
      return html`<dialog></dialog>`;
    }
    return html`<dialog aria-labelledby="resume" @close=${() => (this.run = "")}>
      <form method="dialog" class="stack" @submit=${this.submit}>
        <h2 id="resume">${t.continueTitle}</h2>
        <p class="muted">${t.continueHint}</p>
        <div>
          <label for="from">${t.fromRound}</label>
          <select id="from" @change=${this.chooseFrom}>
            ${this.checkpoints.map(({ round, best }) => html`<option value=${round} ?selected=${round === this.from}>${round}${best ? ` · ${t.best}` : ""}</option>`)}
          </select>
        </div>
        <div>
          <label for="rounds">${t.furtherRounds}</label>
          <input id="rounds" type="number" min="1" step="1" required autofocus .value=${this.rounds}
            @input=${(event: Event) => (this.rounds = (event.target as HTMLInputElement).value)} />
        </div>
        ${this.error ? failure(this.error, this.t) : nothing}
        <div class="row">
          <button class="primary" value="start" ?disabled=${this.busy}>${icons.play} ${t.continueNow}</button>
          <button value="" formnovalidate>${t.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private chooseFrom(event: Event): void {
    const isProposed = this.rounds === String(proposedRounds(this.total, this.from));
    this.from = Number((event.target as HTMLSelectElement).value);
    if (isProposed) {
      this.rounds = String(proposedRounds(this.total, this.from));
    }
  }

  private async submit(event: SubmitEvent): Promise<void> {
    if ((event.submitter as HTMLButtonElement | null)?.value !== "start") {
      return;
    }
    event.preventDefault();
    this.busy = true;
    this.error = undefined;
    try {
      const id = await resume(this.run, Number(this.rounds), this.from);
      this.renderRoot.querySelector("dialog")?.close();
      simulations.dispatchEvent(new Event("change"));
      go(href("simulate", id));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }
}

customElements.define("resume-dialog", ResumeDialog);
