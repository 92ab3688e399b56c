import { css, html, nothing, type TemplateResult } from "lit";
import { ApiError } from "../service/api";
import { uploadModel } from "../service/model-files";
import type { FileRules, Model } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { size } from "../ui/format";
import { icons } from "../ui/icons";
import { dialogs, shared } from "../ui/styles";

interface Progress {
  name: string;
  sent: number;
  all: number;
}

/**
 * Uploads model files that are chosen or dropped here, one after the other, and asks before it replaces one. Dispatches
 * `uploaded` with each new {@link Model}.
 */
export class ModelUpload extends ConsoleElement {
  static override properties = {
    rules: { attribute: false },
    over: { state: true },
    progress: { state: true },
    taken: { state: true },
    failed: { state: true },
    done: { state: true },
  };
  static override styles = [
    shared,
    dialogs,
    css`
      .drop {
        border: 2px dashed var(--border-strong);
        border-radius: var(--radius);
        padding: 0.7rem 1rem;
        background: var(--surface);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];

  /** The rules of the service; undefined while they are not known. */
  declare rules: FileRules | undefined;
  declare over: boolean;
  declare progress: Progress | undefined;
  /** The name of the file that is about to be replaced. */
  declare taken: string;
  declare failed: { name: string; error: Error } | undefined;
  /** The titles of the models that were uploaded last. */
  declare done: string[];

  private abort: AbortController | undefined;
  private answer: ((replace: boolean) => void) | undefined;

  constructor() {
    super();
    this.over = false;
    this.taken = "";
    this.done = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.abort?.abort();
    this.answer?.(false);
  }

  override render() {
    const t = this.t.models;
    const off = this.rules?.allowed === false;
    return html`<div
        class="drop stack ${this.over ? "over" : ""}"
        @dragover=${this.hovered}
        @dragleave=${() => (this.over = false)}
        @drop=${this.dropped}
      >
        <div class="row">
          <button ?disabled=${off || this.progress !== undefined} aria-describedby="upload-hint" @click=${this.browse}>
            ${icons.upload} ${t.upload}
          </button>
          <input type="file" multiple hidden accept=${this.rules?.suffixes.join(",") ?? ""} @change=${this.chosen} />
          <span id="upload-hint" class="small muted break">${off ? this.t.runs.reason(this.rules?.reason ?? "") : this.hint()}</span>
        </div>
        ${this.state()}
      </div>
      <dialog aria-labelledby="question" @close=${this.closed}>
        <form method="dialog" class="stack">
          <h2 id="question" class="break">${t.replaceQuestion(this.taken)}</h2>
          <p class="muted">${t.replaceExplained}</p>
          <div class="row">
            <button class="danger" value="yes">${t.replaceNow}</button>
            <button value="" autofocus>${t.cancel}</button>
          </div>
        </form>
      </dialog>`;
  }

  private hint(): string {
    return this.rules ? this.t.models.uploadHint(this.rules.folder, size(this.rules.max_bytes)) : "";
  }

  private state(): TemplateResult | typeof nothing {
    const t = this.t.models;
    const { progress, failed } = this;
    if (progress) {
      return html`<div class="stack" role="status">
        <div class="row spread">
          <span class="small break">${t.uploading(progress.name, size(progress.sent), size(progress.all))}</span>
          <button class="plain" @click=${() => this.abort?.abort()}>${icons.close} ${t.cancel}</button>
        </div>
        <progress aria-label=${t.progress} max=${Math.max(1, progress.all)} .value=${progress.sent}></progress>
      </div>`;
    }
    if (failed) {
      const message = failed.error.message;
      return html`<div class="notice bad" role="alert">
        <strong class="break">${t.notUploaded(failed.name)}</strong>
        <p class="small break">${message ? this.t.runs.reason(message) : this.t.failures(0)}</p>
      </div>`;
    }
    return this.done.length > 0
      ? html`<div class="notice good" role="status">${t.uploaded(t.listed(this.done, 0))}</div>`
      : nothing;
  }

  private browse(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input")?.click();
  }

  private chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file may be chosen again.
    input.value = "";
    void this.send(files);
  }

  private hovered(event: DragEvent): void {
    event.preventDefault();
    this.over = this.rules?.allowed === true && this.progress === undefined;
  }

  private dropped(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    if (this.rules?.allowed && this.progress === undefined) {
      void this.send([...(event.dataTransfer?.files ?? [])]);
    }
  }

  /** Uploads the files in their order, up to the first one that fails. */
  private async send(files: File[]): Promise<void> {
    this.failed = undefined;
    this.done = [];
    this.abort = new AbortController();
    for (const file of files) {
      try {
        const model = await this.sendOne(file, this.abort.signal);
        if (model) {
          this.done = [...this.done, model.title ?? model.id];
          this.dispatchEvent(new CustomEvent<Model>("uploaded", { detail: model }));
        }
      } catch (failed) {
        if (!(failed instanceof DOMException && failed.name === "AbortError")) {
          this.failed = { name: file.name, error: failed as Error };
        }
        break;
      } finally {
        this.progress = undefined;
      }
    }
  }

  /** @returns undefined if a file of that name is kept */
  private async sendOne(file: File, abort: AbortSignal): Promise<Model | undefined> {
    const maxBytes = this.rules?.max_bytes ?? Number.POSITIVE_INFINITY;
    if (file.size > maxBytes) {
      throw new ApiError(413, this.t.models.tooLarge(size(maxBytes)));
    }
    const attempt = (replace: boolean): Promise<Model> => {
      this.progress = { name: file.name, sent: 0, all: file.size };
      const sent = (bytes: number, all: number): void => {
        this.progress = { name: file.name, sent: bytes, all };
      };
      return uploadModel(file, replace, sent, abort);
    };
    try {
      return await attempt(false);
    } catch (failed) {
      const taken = failed instanceof ApiError && failed.status === 409 && failed.message.includes("replace=true");
      if (!taken) {
        throw failed;
      }
      this.progress = undefined;
      return (await this.ask(file.name)) ? attempt(true) : undefined;
    }
  }

  private async ask(name: string): Promise<boolean> {
    this.taken = name;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog) {
      dialog.returnValue = "";
      dialog.showModal();
    }
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  private closed(event: Event): void {
    this.answer?.((event.target as HTMLDialogElement).returnValue === "yes");
    this.answer = undefined;
  }
}

customElements.define("model-upload", ModelUpload);
