import { css, html, nothing } from "lit";
import { evaluatedPicture } from "../service/evaluations";
import { ConsoleElement } from "../ui/element";

/** A picture of an evaluation, which is requested when it is visible. */
export class EvaluatedPicture extends ConsoleElement {
  static override properties = { evaluation: {}, path: {}, source: { state: true } };
  static override styles = css`
    :host {
      display: block;
      width: 3rem;
      height: 3rem;
    }
    img {
      width: 100%;
      height: 100%;
      object-fit: contain;
      border-radius: 4px;
      background: var(--surface-raised);
    }
  `;

  declare evaluation: string;
  declare path: string;
  /** The address of the picture in memory; empty until the picture is loaded. */
  declare source: string;

  private observer: IntersectionObserver | undefined;

  constructor() {
    super();
    this.evaluation = "";
    this.path = "";
    this.source = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new IntersectionObserver((entries) => {
      if (entries.some((each) => each.isIntersecting)) {
        this.observer?.disconnect();
        void this.load();
      }
    });
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    URL.revokeObjectURL(this.source);
    this.source = "";
  }

  override render() {
    return this.source ? html`<img src=${this.source} alt=${this.path} />` : nothing;
  }

  private async load(): Promise<void> {
    try {
      const picture = await evaluatedPicture(this.evaluation, this.path);
      if (this.isConnected) {
        this.source = URL.createObjectURL(picture);
      }
    } catch {
      // The path beside it identifies the picture.
    }
  }
}

customElements.define("evaluated-picture", EvaluatedPicture);
