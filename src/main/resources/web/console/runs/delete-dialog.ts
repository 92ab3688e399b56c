import { html, nothing } from "lit";
import { runName } from "../service/run-name";
import { remove } from "../service/simulation-list";
import type { Deletion, SimulationItem } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { dialogs, shared } from "../ui/styles";

/** The names that the question lists. */
const NAMED = 8;

/** Asks before simulations are deleted, and deletes them. Dispatches `deleted` with the service's answer. */
export class DeleteDialog extends ConsoleElement {
  static override properties = {
    runs: { state: true },
    kept: { state: true },
    error: { state: true },
    busy: { state: true },
    keepModels: { state: true },
  };
  static override styles = [shared, dialogs];

  declare runs: readonly Pick<SimulationItem, "id" | "name" | "requested">[];
  /** The number of selected simulations that cannot be deleted. */
  declare kept: number;
  declare error: Error | undefined;
  declare busy: boolean;
  /** Whether the copies of the models stay. */
  declare keepModels: boolean;

  constructor() {
    super();
    this.runs = [];
    this.kept = 0;
    this.busy = false;
    this.keepModels = false;
  }

  async ask(runs: readonly Pick<SimulationItem, "id" | "name" | "requested">[], kept = 0): Promise<void> {
    this.runs = runs;
    this.kept = kept;
    this.keepModels = false;
    this.error = undefined;
    await this.updateComplete;
    this.dialog()?.showModal();
  }

  override render() {
    const t = this.t.runs;
    const more = this.runs.length - NAMED;
    if (this.runs.length === 0) {
      return html`<dialog></dialog>`;
    }
    return html`<dialog aria-labelledby="deletion" @close=${() => (this.runs = [])}>
      <form method="dialog" class="stack" @submit=${this.submit}>
        <h2 id="deletion">${t.deleteQuestion(this.runs.length)}</h2>
        <ul>
          ${this.runs.slice(0, NAMED).map((run) => html`<li class="break">${runName(run)}</li>`)}
          ${more > 0 ? html`<li class="muted">${t.andMore(more)}</li>` : nothing}
        </ul>
        <p class="muted">${t.deleteExplained}</p>
        <label class="row">
          <input type="checkbox" .checked=${this.keepModels} aria-describedby="keep-hint"
            @change=${(event: Event) => (this.keepModels = (event.target as HTMLInputElement).checked)} />
          ${t.keepModels}
        </label>
        <p id="keep-hint" class="muted small">${t.keepModelsHint}</p>
        ${this.kept > 0 ? html`<p class="notice warn small">${t.kept(this.kept)}</p>` : nothing}
        ${this.error ? failure(this.error, this.t) : nothing}
        <div class="row">
          <button class="danger" value="delete" ?disabled=${this.busy}>${t.deleteNow}</button>
          <button value="" autofocus>${t.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    if ((event.submitter as HTMLButtonElement | null)?.value !== "delete") {
      return;
    }
    event.preventDefault();
    this.busy = true;
    this.error = undefined;
    try {
      const deletion = await remove(
        this.runs.map(({ id }) => id),
        !this.keepModels,
      );
      this.dialog()?.close();
      this.dispatchEvent(new CustomEvent<Deletion>("deleted", { detail: deletion }));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("delete-dialog", DeleteDialog);
