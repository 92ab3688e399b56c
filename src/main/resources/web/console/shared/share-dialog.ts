import { css, html, nothing, type TemplateResult } from "lit";
import type { ShareLink } from "../service/share";
import { addressOf, createShare, revokeShare, sharesOf } from "../service/shares";
import { copyText } from "../ui/copy";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { moment } from "../ui/format";
import { icons } from "../ui/icons";
import { dialogs, shared } from "../ui/styles";

const DAY_SECONDS = 86_400;
const DAYS = [1, 7, 30, 365] as const;
const USUAL_DAYS = 30;

/** Creates, copies and revokes the links of a simulation. */
export class ShareDialog extends ConsoleElement {
  static override properties = {
    wanted: { state: true },
    links: { state: true },
    error: { state: true },
    busy: { state: true },
    news: { state: true },
  };
  static override styles = [
    shared,
    dialogs,
    css`
      dialog {
        width: min(38rem, calc(100vw - 2rem));
      }
      .links {
        list-style: none;
        padding: 0;
        display: grid;
        gap: 0.8rem;
      }
      .links li {
        border: 1px solid var(--border);
        border-radius: var(--radius);
        padding: 0.6rem 0.8rem;
        display: grid;
        gap: 0.4rem;
      }
      .links input {
        font-family: var(--mono, monospace);
        font-size: 0.8rem;
      }
      label.row {
        flex-wrap: nowrap;
      }
      .options {
        display: grid;
        grid-template-columns: 10rem 1fr;
        gap: 0.6rem;
      }
      @media (max-width: 600px) {
        .options {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  /** The id of the simulation; empty while the dialog is closed. */
  declare wanted: string;
  /** The links; undefined until they are read. */
  declare links: ShareLink[] | undefined;
  declare error: Error | undefined;
  declare busy: boolean;
  /** The result of the last action, which screen readers read aloud. */
  declare news: string;

  constructor() {
    super();
    this.wanted = "";
    this.busy = false;
    this.news = "";
  }

  /** Shows the dialog for a simulation. */
  async open(id: string): Promise<void> {
    this.wanted = id;
    this.links = undefined;
    this.error = undefined;
    this.news = "";
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
    await this.attempt(async () => {});
  }

  override render() {
    const t = this.t.share;
    if (!this.wanted) {
      return html`<dialog></dialog>`;
    }
    return html`<dialog aria-labelledby="title" @close=${() => (this.wanted = "")}>
      <div class="stack">
        <h2 id="title">${t.title}</h2>
        <p class="muted small">${t.explained}</p>
        ${this.error ? failure(this.error, this.t) : nothing}
        <form class="stack" @submit=${this.create}>
          <div class="options">
            <div>
              <label for="expires">${t.validFor}</label>
              <select id="expires" name="expires">
                ${DAYS.map((days) => html`<option value=${days} ?selected=${days === USUAL_DAYS}>${t.days(days)}</option>`)}
              </select>
            </div>
            <div>
              <label for="note">${t.note}</label>
              <input id="note" name="note" maxlength="200" autocomplete="off" placeholder=${t.noteHint} />
            </div>
          </div>
          <label class="row"><input type="checkbox" name="archive" /> ${t.archive}</label>
          <div><button class="primary" ?disabled=${this.busy}>${icons.plus} ${t.create}</button></div>
        </form>
        <div role="status" class="small">${this.news}</div>
        ${
          this.links === undefined
            ? this.error
              ? nothing
              : html`<p class="muted" role="status">${this.t.loading}</p>`
            : this.links.length === 0
              ? html`<p class="muted small">${t.none}</p>`
              : html`<ul class="links" aria-label=${t.links}>
                  ${[...this.links].reverse().map((link) => this.row(link))}
                </ul>`
        }
        <form method="dialog"><button>${t.close}</button></form>
      </div>
    </dialog>`;
  }

  private row(link: ShareLink): TemplateResult {
    const t = this.t.share;
    const name = link.note ?? t.link(moment(link.created));
    return html`<li>
      <div class="row spread">
        <strong class="break">${name}</strong>
        <span class="small muted">${t.until(moment(link.expires))}${link.archive ? ` · ${t.withArchive}` : ""}</span>
      </div>
      <input readonly aria-label=${t.address(name)} .value=${addressOf(link)} @focus=${selectAll} />
      <div class="row">
        <button class="small" aria-label=${t.copyOne(name)} @click=${(event: Event) => this.copy(event)}>${t.copy}</button>
        <button class="small" aria-label=${t.revokeOne(name)} ?disabled=${this.busy} @click=${() => this.revoke(link)}>
          ${icons.trash} ${t.revoke}
        </button>
      </div>
    </li>`;
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    await this.attempt(async () => {
      await createShare(this.wanted, {
        expires_in: Number(data.get("expires")) * DAY_SECONDS,
        note: String(data.get("note") ?? ""),
        archive: data.has("archive"),
      });
      form.reset();
      this.news = this.t.share.created;
    });
  }

  private async revoke(link: ShareLink): Promise<void> {
    await this.attempt(async () => {
      await revokeShare(this.wanted, link.id);
      this.news = this.t.share.revoked;
    });
    // The pressed button has been removed.
    this.renderRoot.querySelector<HTMLElement>("#note")?.focus();
  }

  private async copy(event: Event): Promise<void> {
    const field = (event.target as HTMLElement).closest("li")?.querySelector("input");
    if (field) {
      this.news = (await copyText(field)) ? this.t.share.copied : this.t.share.notCopied;
    }
  }

  /** Changes the links, and reads them again. */
  private async attempt(change: () => Promise<void>): Promise<void> {
    const id = this.wanted;
    this.busy = true;
    this.error = undefined;
    try {
      await change();
      const links = await sharesOf(id);
      if (this.wanted === id) {
        this.links = links;
      }
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }
}

function selectAll(event: Event): void {
  (event.target as HTMLInputElement).select();
}

customElements.define("share-dialog", ShareDialog);
