import { css, html, nothing, type TemplateResult } from "lit";
import { ApiError, getBlob, getJson } from "../service/api";
import { Resource } from "../service/resource";
import type { SamplePicture } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { icons } from "../ui/icons";
import { shared } from "../ui/styles";

/** The largest picture that the service accepts: 24 MiB of base64 contain 18 MiB. */
const MAX_BYTES = 18 * 1024 * 1024;
const SAMPLES_SHOWN = 24;
/** Larger pictures are offered by their names, because a preview would load the whole file. */
const MAX_SHOWN_BYTES = 1024 * 1024;

/** A chosen picture: its name, and its bytes as a data URL. */
export interface Picture {
  name: string;
  dataUrl: string;
}

/**
 * Takes a picture that is dropped, pasted, or chosen from the files, the camera or the project. Dispatches `picture`
 * with a {@link Picture}, or `refused` with the reason.
 */
export class PictureInput extends ConsoleElement {
  static override properties = { over: { state: true } };
  static override styles = [
    shared,
    css`
      .drop {
        border: 2px dashed var(--border-strong);
        border-radius: var(--radius);
        padding: 1.2rem 1rem;
        text-align: center;
        display: grid;
        gap: 0.6rem;
        justify-items: center;
        background: var(--surface);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .drop .row {
        justify-content: center;
      }
      .samples {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        list-style: none;
        margin: 0.4rem 0 0;
        padding: 0;
      }
      .samples button {
        padding: 2px;
        min-height: 0;
        width: 52px;
        height: 52px;
        overflow: hidden;
      }
      .samples img {
        width: 100%;
        height: 100%;
        object-fit: cover;
        border-radius: 6px;
      }
    `,
  ];

  declare over: boolean;

  /** The addresses of the loaded pictures by their names. */
  private readonly addresses = new Map<string, string>();
  private readonly samples = new Resource(() => this.loadSamples(), this);
  private offered: SamplePicture[] = [];

  /** Accepts a drop anywhere on the page. Otherwise the browser would open a file that misses the intended area. */
  private readonly hovered = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  private readonly gone = (event: DragEvent): void => {
    this.over = event.relatedTarget !== null;
  };

  private readonly dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    const file = event.dataTransfer?.files[0];
    if (file) {
      void this.take(file, file.name);
    } else {
      this.refuse(this.t.predict.noFile);
    }
  };

  private readonly paste = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    if (file) {
      event.preventDefault();
      void this.take(file, file.name);
    }
  };

  constructor() {
    super();
    this.over = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.paste);
    document.addEventListener("dragover", this.hovered);
    document.addEventListener("dragleave", this.gone);
    document.addEventListener("drop", this.dropped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.paste);
    document.removeEventListener("dragover", this.hovered);
    document.removeEventListener("dragleave", this.gone);
    document.removeEventListener("drop", this.dropped);
    this.addresses.forEach((address) => URL.revokeObjectURL(address));
    this.addresses.clear();
    this.offered = [];
  }

  override render() {
    const t = this.t.predict;
    return html`<div class="stack">
      <div class="drop ${this.over ? "over" : ""}">
        <p>${t.drop}</p>
        <div class="row">
          <button class="primary" @click=${() => this.pick("#file")}>${icons.upload} ${t.pick}</button>
          ${navigator.maxTouchPoints > 0 ? this.camera() : nothing}
        </div>
        <input id="file" class="visually-hidden" type="file" accept="image/*,.tif,.tiff,.bmp,.webp,.ppm,.pgm,.pbm" tabindex="-1" aria-label=${t.pick} @change=${this.picked} />
      </div>
      ${this.offered.length > 0 ? this.sampleList() : nothing}
      ${this.samples.error && isOutage(this.samples.error) ? html`<p class="muted small" role="status">${this.t.predict.noSamples}</p>` : nothing}
    </div>`;
  }

  /** Phones and tablets open their camera for such a field. Other machines show their files. */
  private camera(): TemplateResult {
    const t = this.t.predict;
    return html`<button @click=${() => this.pick("#camera")}>${icons.camera} ${t.camera}</button>
      <input id="camera" class="visually-hidden" type="file" accept="image/*" capture="environment" tabindex="-1" aria-label=${t.camera} @change=${this.picked} />`;
  }

  private sampleList(): TemplateResult {
    return html`<div>
      <h2 id="samples">${this.t.predict.samples}</h2>
      <ul class="samples" aria-labelledby="samples">
        ${this.offered.map((picture) => {
          const address = this.addresses.get(picture.name);
          return html`<li>
            <button title=${picture.name} aria-label=${this.t.predict.sample(picture.name)} @click=${() => this.choose(picture)}>
              ${address ? html`<img src=${address} alt="" />` : html`<span class="small">${picture.name}</span>`}
            </button>
          </li>`;
        })}
      </ul>
    </div>`;
  }

  /** Loads the pictures that are not loaded yet, and shows each one at once. */
  private async loadSamples(): Promise<void> {
    const { pictures } = await getJson<{ pictures: SamplePicture[] }>("api/pictures/");
    for (const picture of pictures.slice(0, SAMPLES_SHOWN)) {
      if (!this.addresses.has(picture.name)) {
        const address = await thumbnail(picture);
        if (!this.isConnected) {
          URL.revokeObjectURL(address);
          return;
        }
        this.addresses.set(picture.name, address);
        this.offered = [...this.offered, picture];
        this.requestUpdate();
      }
    }
  }

  private async choose(picture: SamplePicture): Promise<void> {
    try {
      await this.take(await getBlob(path(picture)), picture.name);
    } catch (failed) {
      this.refuse((failed as Error).message);
    }
  }

  private pick(input: "#file" | "#camera"): void {
    this.renderRoot.querySelector<HTMLInputElement>(input)?.click();
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) {
      void this.take(file, file.name);
    }
    input.value = "";
  }

  private async take(bytes: Blob, name: string): Promise<void> {
    if (bytes.size > MAX_BYTES) {
      this.refuse(this.t.predict.tooLarge);
      return;
    }
    try {
      const detail: Picture = { name, dataUrl: await dataUrl(bytes) };
      this.dispatchEvent(new CustomEvent("picture", { detail }));
    } catch (unreadable) {
      this.refuse((unreadable as Error).message);
    }
  }

  private refuse(reason: string): void {
    this.dispatchEvent(new CustomEvent("refused", { detail: reason }));
  }
}

/** The address of a picture that is small enough for a preview; empty for others. */
async function thumbnail(picture: SamplePicture): Promise<string> {
  if (picture.size_bytes > MAX_SHOWN_BYTES) {
    return "";
  }
  try {
    return URL.createObjectURL(await getBlob(path(picture)));
  } catch (failed) {
    if (isOutage(failed)) {
      throw failed;
    }
    return "";
  }
}

function isOutage(failed: unknown): boolean {
  return failed instanceof ApiError && failed.isOutage;
}

function path(picture: SamplePicture): string {
  return `api/pictures/${encodeURIComponent(picture.name)}`;
}

function dataUrl(bytes: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error());
    reader.readAsDataURL(bytes);
  });
}

customElements.define("picture-input", PictureInput);
