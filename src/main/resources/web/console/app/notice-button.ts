import { html, nothing } from "lit";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";
import { notices } from "./notices";

/** Turns notifications of the browser on and off. */
export class NoticeButton extends ConsoleElement {
  static override styles = [shared];

  private readonly changed = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    notices.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    notices.removeEventListener("change", this.changed);
  }

  override render() {
    if (!notices.supported) {
      return nothing;
    }
    const t = this.t.notices;
    const { on } = notices;
    return html`<button class="plain" aria-pressed=${on} aria-label=${t.label} title=${notices.blocked ? t.blocked : on ? t.on : t.off}
      @click=${() => void notices.toggle()}>
      ${on ? icons.bell : icons.noBell}
    </button>`;
  }
}

customElements.define("notice-button", NoticeButton);
