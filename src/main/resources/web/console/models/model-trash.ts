import { css, html, nothing, type TemplateResult } from "lit";
import { deleteForGood, emptyTrash, restore, type TrashedFile, type TrashListing, trash } from "../service/trash";
import type { FileRules } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { age, moment, size } from "../ui/format";
import { icons } from "../ui/icons";
import { dialogs, folded, shared } from "../ui/styles";
import type { DeletedModel } from "./model-file-tools";

/**
 * The model files that were deleted or replaced, in a folded section, and the offer to undo the last deletion.
 * Dispatches `restored` when a file is back.
 */
export class ModelTrash extends ConsoleElement {
  static override properties = {
    rules: { attribute: false },
    last: { attribute: false },
    listing: { state: true },
    busy: { state: true },
    error: { state: true },
    back: { state: true },
    toDelete: { state: true },
  };
  static override styles = [
    shared,
    dialogs,
    folded,
    css`
      td {
        vertical-align: top;
      }
      th.name {
        min-width: 7rem;
        white-space: normal;
        vertical-align: top;
        color: var(--text);
      }
      .outcome {
        position: fixed;
        inset-inline: 1rem;
        inset-block-end: 1rem;
        z-index: 5;
        width: fit-content;
        max-width: calc(100vw - 2rem);
        margin-inline: auto;
        border: 1px solid var(--border-strong);
        box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
      }
      @media (max-width: 800px) {
        /* Above the navigation. */
        .outcome {
          inset-block-end: calc(4.4rem + env(safe-area-inset-bottom));
        }
        .optional {
          display: none;
        }
      }
    `,
  ];

  /** The rules of the service; undefined while they are not known. */
  declare rules: FileRules | undefined;
  /** The model that was deleted last. */
  declare last: DeletedModel | undefined;
  declare listing: TrashListing | undefined;
  declare busy: boolean;
  declare error: Error | undefined;
  /** The name of the model that was restored last. */
  declare back: string;
  /** What the dialog asks to delete for good: a file, or all of them. */
  declare toDelete: TrashedFile | "all" | undefined;

  /** The deletion whose undoing is no longer offered. */
  private settled: DeletedModel | undefined;

  constructor() {
    super();
    this.busy = false;
    this.back = "";
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("last") && this.last) {
      this.error = undefined;
      this.back = "";
      if (this.isOpen()) {
        void this.load();
      }
    }
  }

  override render() {
    const t = this.t.trash;
    return html`<div class="stack">
      ${this.outcome()}
      <details class="card" @toggle=${this.toggled}>
        <summary><h2>${t.title}</h2></summary>
        <div class="stack">
          ${this.error ? this.failure(this.error) : nothing} ${this.listing ? this.content(this.listing) : nothing}
        </div>
      </details>
      ${this.question()}
    </div>`;
  }

  /** The offer to undo the last deletion, or the result of undoing it. It is visible at every position of the page. */
  private outcome(): TemplateResult | typeof nothing {
    const t = this.t.trash;
    const offered = this.last !== this.settled ? this.last : undefined;
    if (!this.back && !offered) {
      return nothing;
    }
    return html`<div class="outcome notice stack ${this.back ? "good" : ""}">
      <div class="row">
        <span class="break" role="status">${this.back ? t.restored(this.back) : t.deleted(offered?.name ?? "")}</span>
        ${
          offered?.entry
            ? html`<button ?disabled=${this.busy} @click=${() => this.restore(offered.entry)}>${icons.undo} ${t.undo}</button>`
            : nothing
        }
        <button class="plain" aria-label=${t.close} @click=${this.settle}>${icons.close}</button>
      </div>
      ${this.error && !this.isOpen() ? this.failure(this.error) : nothing}
    </div>`;
  }

  private settle(): void {
    this.settled = this.last;
    this.back = "";
    this.requestUpdate();
  }

  private content(listing: TrashListing): TemplateResult {
    const t = this.t.trash;
    const limits = html`<p class="small muted">${t.limits(listing.most_files, size(listing.most_bytes))}</p>`;
    if (listing.files.length === 0) {
      return html`<p class="muted">${t.empty}</p>
        ${limits}`;
    }
    const off = this.rules?.allowed === false;
    return html`<div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">${t.file}</th>
              <th scope="col" class="optional">${t.size}</th>
              <th scope="col">${t.when}</th>
              <td></td>
            </tr>
          </thead>
          <tbody>
            ${listing.files.map((file) => this.row(file, off))}
          </tbody>
        </table>
      </div>
      ${limits}
      <div class="row">
        <button class="danger" ?disabled=${this.busy || off} @click=${() => this.ask("all")}>${icons.trash} ${t.emptyAll}</button>
        ${off ? html`<span class="small muted break">${this.t.runs.reason(this.rules?.reason ?? "")}</span>` : nothing}
      </div>`;
  }

  private row(file: TrashedFile, off: boolean): TemplateResult {
    const t = this.t.trash;
    return html`<tr>
      <th scope="row" class="name break">${file.path}</th>
      <td class="optional">${size(file.size_bytes)}</td>
      <td title=${moment(file.deleted)}>${age(file.deleted)}</td>
      <td>
        <div class="row">
          <button ?disabled=${this.busy || off} aria-label=${t.restoreOne(file.path)} @click=${() => this.restore(file.id)}>
            ${icons.undo} ${t.restore}
          </button>
          <button
            class="plain"
            ?disabled=${this.busy || off}
            aria-label=${t.deleteOne(file.path)}
            title=${t.deleteNow}
            @click=${() => this.ask(file)}
          >
            ${icons.trash}
          </button>
        </div>
      </td>
    </tr>`;
  }

  private question(): TemplateResult {
    const t = this.t.trash;
    const { toDelete } = this;
    return html`<dialog aria-labelledby="question">
      <form method="dialog" class="stack" @submit=${this.submit}>
        <h2 id="question" class="break">
          ${toDelete === "all" ? t.emptyQuestion : t.deleteQuestion(toDelete?.name ?? "")}
        </h2>
        <p class="muted">${t.deleteExplained}</p>
        <div class="row">
          <button class="danger" value="yes">${t.deleteNow}</button>
          <button value="" autofocus>${this.t.models.cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private failure(error: Error): TemplateResult {
    return html`<div class="notice bad break" role="alert">
      ${error.message ? this.t.runs.reason(error.message) : this.t.failures(0)}
    </div>`;
  }

  private isOpen(): boolean {
    return this.renderRoot.querySelector("details")?.open ?? false;
  }

  private toggled(): void {
    if (this.isOpen()) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    try {
      this.listing = await trash();
    } catch (failed) {
      this.error = failed as Error;
    }
  }

  private restore(entry: string): Promise<void> {
    return this.change(async () => {
      const model = await restore(entry);
      if (this.last?.entry === entry) {
        this.settled = this.last;
      }
      this.back = model.title ?? model.id;
      this.dispatchEvent(new Event("restored"));
    });
  }

  private ask(toDelete: TrashedFile | "all"): void {
    this.toDelete = toDelete;
    this.dialog()?.showModal();
  }

  private submit(event: SubmitEvent): void {
    const { toDelete } = this;
    if ((event.submitter as HTMLButtonElement | null)?.value === "yes" && toDelete) {
      void this.change(async () => {
        await (toDelete === "all" ? emptyTrash() : deleteForGood(toDelete.id));
        if (toDelete === "all" || this.last?.entry === toDelete.id) {
          this.settled = this.last;
        }
      });
    }
  }

  /** Makes a change, and reads the list again, also after a failure. */
  private async change(make: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = undefined;
    this.back = "";
    try {
      await make();
    } catch (failed) {
      this.error = failed as Error;
    }
    if (this.isOpen()) {
      await this.load();
    }
    this.busy = false;
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("model-trash", ModelTrash);
