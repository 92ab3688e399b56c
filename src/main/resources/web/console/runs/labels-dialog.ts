import { css, html, nothing } from "lit";
import { label, recordOf } from "../service/simulation-list";
import type { LabelsChange, SimulationItem, SimulationRecord } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { dialogs, shared } from "../ui/styles";
import { readTags } from "./tags";

/** Changes the name, tags, notes, pin and archive flag of a simulation. Dispatches `saved` with the new record. */
export class LabelsDialog extends ConsoleElement {
  static override properties = {
    wanted: { state: true },
    record: { state: true },
    error: { state: true },
    busy: { state: true },
  };
  static override styles = [
    shared,
    dialogs,
    css`
      textarea {
        min-height: 7rem;
        resize: vertical;
      }
    `,
  ];

  /** The id of the simulation; empty while the dialog is closed. */
  declare wanted: string;
  /** The simulation as it was before the change; undefined until it is read. */
  declare record: SimulationRecord | undefined;
  declare error: Error | undefined;
  declare busy: boolean;

  constructor() {
    super();
    this.wanted = "";
    this.busy = false;
  }

  /** Shows the dialog for a simulation. */
  async edit({ id }: Pick<SimulationItem, "id">): Promise<void> {
    this.wanted = id;
    this.record = undefined;
    this.error = undefined;
    await this.updateComplete;
    this.dialog()?.showModal();
    try {
      const record = await recordOf(id);
      if (this.wanted === id) {
        this.record = record;
        await this.updateComplete;
        this.renderRoot.querySelector<HTMLInputElement>("#name")?.focus();
      }
    } catch (failed) {
      this.error = failed as Error;
    }
  }

  override render() {
    const t = this.t.runs;
    const { record } = this;
    if (!this.wanted) {
      return html`<dialog></dialog>`;
    }
    return html`<dialog aria-labelledby="labels" @close=${() => (this.wanted = "")}>
      <form method="dialog" class="stack" @submit=${this.submit}>
        <h2 id="labels">${t.labels}</h2>
        ${this.error ? failure(this.error, this.t) : nothing}
        ${
          record
            ? html`<div>
                <label for="name">${t.name}</label>
                <input id="name" name="name" maxlength="200" .value=${record.name ?? ""} autocomplete="off" />
              </div>
              <div>
                <label for="tags">${t.tags}</label>
                <input id="tags" name="tags" .value=${(record.tags ?? []).join(", ")} autocomplete="off" aria-describedby="tags-hint" />
                <p id="tags-hint" class="muted small">${t.tagsHint}</p>
              </div>
              <div>
                <label for="notes">${t.notes}</label>
                <textarea id="notes" name="notes" maxlength="10000" .value=${record.notes ?? ""}></textarea>
              </div>
              <label class="row"><input type="checkbox" name="pinned" .checked=${record.pinned ?? false} /> ${t.pinLabel}</label>
              <label class="row"><input type="checkbox" name="archived" .checked=${record.archived ?? false} /> ${t.archiveLabel}</label>`
            : this.error
              ? nothing
              : html`<p class="muted" role="status">${this.t.loading}</p>`
        }
        <div class="row">
          <button class="primary" value="save" ?disabled=${!record || this.busy}>${t.save}</button>
          <button value="" formnovalidate>${t.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    const { record } = this;
    if ((event.submitter as HTMLButtonElement | null)?.value !== "save" || !record) {
      return;
    }
    // The dialog stays open until the service has stored the change.
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string | null => String(data.get(name) ?? "").trim() || null;
    const change: Required<LabelsChange> = {
      name: text("name"),
      notes: text("notes"),
      tags: readTags(String(data.get("tags") ?? "")),
      pinned: data.has("pinned"),
      archived: data.has("archived"),
    };
    this.busy = true;
    this.error = undefined;
    try {
      const saved = await label(record.id, change);
      this.dialog()?.close();
      this.dispatchEvent(new CustomEvent<SimulationRecord>("saved", { detail: saved }));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("labels-dialog", LabelsDialog);
