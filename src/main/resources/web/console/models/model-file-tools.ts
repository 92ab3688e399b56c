import { html, nothing } from "lit";
import { deleteModel, modelFile } from "../service/model-files";
import { title } from "../service/models";
import type { FileRules, Model } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { save } from "../ui/save";
import { dialogs, shared } from "../ui/styles";

/** A model whose file is in the trash. `entry` is empty if it is not known. */
export interface DeletedModel {
  name: string;
  entry: string;
}

/**
 * The buttons that download and delete the file of a model. Dispatches `deleted` with a {@link DeletedModel} when the
 * file is in the trash.
 */
export class ModelFileTools extends ConsoleElement {
  static override properties = {
    model: { attribute: false },
    rules: { attribute: false },
    busy: { state: true },
    error: { state: true },
  };
  static override styles = [shared, dialogs];

  declare model: Model;
  declare rules: FileRules | undefined;
  declare busy: boolean;
  declare error: Error | undefined;

  constructor() {
    super();
    this.busy = false;
  }

  override render() {
    const t = this.t.models;
    const off = this.rules?.allowed === false;
    const reason = off ? this.t.runs.reason(this.rules?.reason ?? "") : "";
    return html`<div class="row">
        <button ?disabled=${this.busy} @click=${this.download}>${icons.download} ${t.download}</button>
        ${
          this.model.run
            ? nothing
            : html`<button class="danger" ?disabled=${this.busy || off} title=${reason} @click=${this.askToDelete}>
                ${icons.trash} ${t.delete}
              </button>`
        }
      </div>
      ${this.error && !this.isOpen() ? this.failure(this.error) : nothing}
      <dialog aria-labelledby="question">
        <form method="dialog" class="stack" @submit=${this.submit}>
          <h2 id="question" class="break">${t.deleteQuestion(title(this.model))}</h2>
          <p class="muted break">${t.deleteExplained(this.model.path ?? "")}</p>
          ${this.error ? this.failure(this.error) : nothing}
          <div class="row">
            <button class="danger" value="yes" ?disabled=${this.busy}>${t.deleteNow}</button>
            <button value="" autofocus>${t.cancel}</button>
          </div>
        </form>
      </dialog>`;
  }

  private failure(error: Error) {
    return html`<div class="notice bad break" role="alert">
      ${error.message ? this.t.runs.reason(error.message) : this.t.failures(0)}
    </div>`;
  }

  private isOpen(): boolean {
    return this.dialog()?.open ?? false;
  }

  private async download(): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      const file = this.model.path ?? this.model.id;
      save(await modelFile(this.model.id), file.slice(file.lastIndexOf("/") + 1));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private askToDelete(): void {
    this.error = undefined;
    this.dialog()?.showModal();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    if ((event.submitter as HTMLButtonElement | null)?.value !== "yes") {
      return;
    }
    event.preventDefault();
    this.busy = true;
    this.error = undefined;
    try {
      const deleted = { name: title(this.model), entry: await deleteModel(this.model.id) };
      this.dialog()?.close();
      this.dispatchEvent(new CustomEvent<DeletedModel>("deleted", { detail: deleted }));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("model-file-tools", ModelFileTools);
