import { LitElement } from "lit";
import { language, texts } from "../app/language";

/** A component whose texts follow the chosen language. */
export class ConsoleElement extends LitElement {
  private readonly relabel = (): void => this.requestUpdate();

  /** The texts in the chosen language. */
  get t() {
    return texts();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    language.addEventListener("change", this.relabel);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    language.removeEventListener("change", this.relabel);
  }
}
