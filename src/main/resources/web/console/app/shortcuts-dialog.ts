import { css, html } from "lit";
import { ConsoleElement } from "../ui/element";
import { dialogs, shared } from "../ui/styles";
import { PALETTE_KEYS, shortcuts, VIEW_KEYS } from "./shortcuts";

/** The list of the keys, which `?` opens. */
export class ShortcutsDialog extends ConsoleElement {
  static override styles = [
    shared,
    dialogs,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2rem));
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 0.4rem 1.2rem;
        margin: 0;
      }
      dd {
        margin: 0;
      }
      kbd {
        font: inherit;
        font-family: ui-monospace, Menlo, Consolas, monospace;
        border: 1px solid var(--border-strong);
        border-radius: 5px;
        padding: 0.05rem 0.4rem;
        background: var(--surface-raised);
      }
    `,
  ];

  private readonly asked = (): void => {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
  };
  private readonly changed = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    shortcuts.addEventListener("help", this.asked);
    shortcuts.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shortcuts.removeEventListener("help", this.asked);
    shortcuts.removeEventListener("change", this.changed);
  }

  override render() {
    const t = this.t.shortcuts;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack">
        <h2 id="title">${t.title}</h2>
        <dl>
          <dt><kbd>/</kbd></dt>
          <dd>${t.search}</dd>
          <dt>${PALETTE_KEYS.map((key) => html`<kbd>${key}</kbd> `)}</dt>
          <dd>${this.t.palette.title}</dd>
          ${Object.entries(VIEW_KEYS).map(
            ([key, view]) => html`<dt><kbd>g</kbd> <kbd>${key}</kbd></dt>
              <dd>${this.t.views[view]}</dd>`,
          )}
          <dt><kbd>?</kbd></dt>
          <dd>${t.list}</dd>
        </dl>
        <label class="row"
          ><input type="checkbox" .checked=${shortcuts.on} @change=${(event: Event) => (shortcuts.on = (event.target as HTMLInputElement).checked)} />
          ${t.on}</label
        >
        <button class="primary">${t.close}</button>
      </form>
    </dialog>`;
  }
}

customElements.define("shortcuts-dialog", ShortcutsDialog);
