import { css, html, nothing } from "lit";
import { access } from "../service/api";
import { ConsoleElement } from "../ui/element";
import { dialogs, shared } from "../ui/styles";

/** Asks for API_TOKEN when the service requires it. The token is kept in this tab only. */
export class TokenDialog extends ConsoleElement {
  static override styles = [
    shared,
    dialogs,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2rem));
      }
    `,
  ];

  private readonly asked = (): void => {
    this.requestUpdate();
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
  };

  override connectedCallback(): void {
    super.connectedCallback();
    access.addEventListener("unauthorized", this.asked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    access.removeEventListener("unauthorized", this.asked);
  }

  override render() {
    const t = this.t.token;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" @submit=${this.give}>
        <h2 id="title">${t.title}</h2>
        <p class="muted">${t.explained}</p>
        ${access.token ? html`<div class="notice bad" role="alert">${t.wrong}</div>` : nothing}
        <div>
          <label for="token">API_TOKEN</label>
          <input id="token" name="token" type="password" autocomplete="current-password" required
            pattern="\\s*[\\x21-\\x7e]+( [\\x21-\\x7e]+)*\\s*" title=${t.form} />
        </div>
        <button class="primary">${t.give}</button>
      </form>
    </dialog>`;
  }

  private give(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    access.give(String(new FormData(form).get("token") ?? "").trim());
    form.reset();
  }
}

customElements.define("token-dialog", TokenDialog);
