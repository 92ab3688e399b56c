import { css, html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { cells, type Explanation, explain, type Method } from "../service/explanations";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { number, percent } from "../ui/format";
import { shared } from "../ui/styles";
import { colours, LOWERS, largest, RAISES, strongest } from "./map-colours";

const GRIDS = [4, 8, 12, 16] as const;
const DEFAULT_GRID = 8;
/** The width of the drawing, in its own pixels, and its largest height. */
const WIDTH = 480;
const TALLEST = 1_440;

/**
 * The parts of a picture on which a prediction depends, as colours over the picture. A part is selected with the arrow
 * keys or the pointer. The request ends when the element is removed.
 */
export class OcclusionMap extends ConsoleElement {
  static override properties = {
    model: {},
    picture: {},
    seen: {},
    labels: { attribute: false },
    label: { state: true },
    grid: { state: true },
    method: { state: true },
    methods: { state: true },
    map: { state: true },
    error: { state: true },
    visible: { state: true },
    cell: { state: true },
    unshown: { state: true },
  };
  static override styles = [
    shared,
    css`
      .stage {
        display: grid;
        width: 100%;
        max-width: 22rem;
      }
      .stage > * {
        grid-area: 1 / 1;
        width: 100%;
        min-width: 0;
      }
      img {
        display: block;
        /* Models see the picture without the rotation of its EXIF data. */
        image-orientation: none;
        border-radius: 8px;
      }
      img.covered {
        filter: grayscale(1);
      }
      img.pixels {
        image-rendering: pixelated;
      }
      canvas {
        /* Above the picture. Its filter would otherwise put the picture in front. */
        position: relative;
        height: 100%;
        border-radius: 8px;
        cursor: crosshair;
        touch-action: pan-y;
        forced-color-adjust: none;
      }
      label.row {
        min-width: 0;
      }
      select {
        width: auto;
        max-width: 100%;
        min-width: 0;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 0.3rem;
      }
      li {
        display: flex;
        gap: 0.5rem;
        align-items: start;
      }
      li svg {
        flex: none;
        margin-top: 0.2rem;
        forced-color-adjust: none;
      }
    `,
  ];

  /** The model's id. */
  declare model: string;
  /** The picture as a data URL. */
  declare picture: string;
  /** The address of the picture as the model sees it, for files that browsers cannot show; empty if there is none. */
  declare seen: string;
  /** The labels of the model, the most likely one first. */
  declare labels: readonly string[];
  /** The explained label; empty for the most likely one. */
  declare label: string;
  declare grid: number;
  declare method: Method;
  /** The methods that the model allows, as the last map named them. */
  declare methods: readonly Method[];
  declare map: Explanation | undefined;
  declare error: Error | undefined;
  declare visible: boolean;
  /** The selected cell, counted row by row. */
  declare cell: number | undefined;
  /** Whether the browser cannot show the picture's file. */
  declare unshown: boolean;

  private asking = new AbortController();

  constructor() {
    super();
    this.model = "";
    this.picture = "";
    this.seen = "";
    this.labels = [];
    this.label = "";
    this.grid = DEFAULT_GRID;
    this.method = "occlusion";
    this.methods = [];
    this.visible = true;
    this.unshown = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking.abort();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has("map") || changed.has("visible") || changed.has("cell") || changed.has("unshown")) {
      this.draw();
    }
  }

  override render() {
    const t = this.t.explain;
    return html`<div class="stack">
      <h3>${t.title(this.label || (this.labels[0] ?? ""))}</h3>
      <div class="row">
        <label class="row small">
          ${t.label}
          <select @change=${(event: Event) => this.choose({ label: chosen(event) })}>
            ${this.labels.map((each, index) => html`<option value=${each} ?selected=${each === this.label || (!this.label && index === 0)}>${each}</option>`)}
          </select>
        </label>
        ${
          this.methods.length > 1
            ? html`<label class="row small">
                ${t.method}
                <select @change=${(event: Event) => this.choose({ method: chosen(event) as Method })}>
                  ${this.methods.map((each) => html`<option value=${each} ?selected=${each === this.method}>${t.methods[each] ?? each}</option>`)}
                </select>
              </label>`
            : nothing
        }
        ${
          this.method === "occlusion"
            ? html`<label class="row small">
                ${t.grid}
                <select @change=${(event: Event) => this.choose({ grid: Number(chosen(event)) })}>
                  ${GRIDS.map((each) => html`<option value=${each} ?selected=${each === this.grid}>${each} × ${each}</option>`)}
                </select>
              </label>`
            : nothing
        }
      </div>
      ${this.body()}
    </div>`;
  }

  private body(): TemplateResult {
    const t = this.t.explain;
    if (this.error) {
      return failure(this.error, this.t, () => this.ask());
    }
    if (!this.map) {
      return html`<p class="row muted" role="status"><span class="busy-dot"></span>
        ${this.method === "gradcam" ? t.computing : t.asking(this.grid * this.grid)}</p>`;
    }
    const max = largest(cells(this.map));
    const small = this.unshown || this.map.width < WIDTH / 2;
    return html`
      <div class="stage">
        <img
          class="${this.visible ? "covered" : ""} ${small ? "pixels" : ""}"
          src=${this.unshown ? this.seen : this.picture}
          alt=${this.t.predict.original}
          @error=${() => (this.unshown = this.seen !== "")}
        />
        <canvas
          tabindex="0"
          role="img"
          aria-label=${this.summary(this.map)}
          aria-describedby="keys"
          width=${WIDTH}
          height=${this.height(this.map)}
          @keydown=${this.pressed}
          @pointermove=${this.pointed}
          @pointerdown=${this.pointed}
        ></canvas>
      </div>
      <p class="small" role="status" data-test="cell">${this.selected(this.map)}</p>
      <label class="row small">
        <input type="checkbox" .checked=${this.visible} @change=${() => (this.visible = !this.visible)} /> ${t.visible}
      </label>
      ${
        this.map.method === "gradcam"
          ? this.added(max)
          : max === 0
            ? html`<p class="small">${t.nothing}</p>`
            : html`<ul class="small" aria-label=${t.legend}>
              <li>${swatch(LOWERS)} ${t.lowers(points(max))}</li>
              <li>${swatch(RAISES)} ${t.raises}</li>
            </ul>`
      }
      <p id="keys" class="muted small">
        ${this.map.method === "gradcam" ? t.gradCamHint : t.hint(this.map.patch ?? 0, this.map.size)} ${t.keys}
      </p>`;
  }

  /** The legend of a Grad-CAM. */
  private added(max: number): TemplateResult {
    const t = this.t.explain;
    return max === 0
      ? html`<p class="small">${t.nothingAdded}</p>`
      : html`<ul class="small" aria-label=${t.legend}>
          <li>${swatch(LOWERS)} ${t.adds}</li>
        </ul>`;
  }

  private summary(map: Explanation): string {
    const { explained } = map;
    const drops = cells(map);
    const { row, column } = strongest(drops);
    const drop = drops[row]?.[column] ?? 0;
    if (map.method === "gradcam") {
      return this.t.explain.gradCamSummary(drops.length, columns(map), explained, row + 1, column + 1);
    }
    return this.t.explain.summary(drops.length, explained, points(drop), row + 1, column + 1);
  }

  private selected(map: Explanation): string {
    const t = this.t.explain;
    if (this.cell === undefined) {
      return t.select;
    }
    const drops = cells(map);
    const [row, column] = [Math.floor(this.cell / columns(map)), this.cell % columns(map)];
    const drop = drops[row]?.[column] ?? 0;
    if (map.method === "gradcam") {
      const max = largest(drops);
      return t.gradCamCell(row + 1, column + 1, percent(max === 0 ? 0 : drop / max));
    }
    return t.cell(row + 1, column + 1, points(Math.abs(drop)), drop < 0);
  }

  private height({ width, height }: Explanation): number {
    return this.unshown ? WIDTH : Math.max(1, Math.min(TALLEST, Math.round((WIDTH * height) / width)));
  }

  /** The place of the map on the drawing, in its pixels. */
  private place(map: Explanation): { left: number; top: number; width: number; height: number } {
    const high = this.height(map);
    if (this.unshown) {
      return { left: 0, top: 0, width: WIDTH, height: high };
    }
    const [across, down] = [WIDTH / map.width, high / map.height];
    const { left, top, width, height } = map.region;
    return { left: left * across, top: top * down, width: width * across, height: height * down };
  }

  private draw(): void {
    const map = this.map;
    const context = this.renderRoot.querySelector("canvas")?.getContext("2d");
    if (!map || !context) {
      return;
    }
    const high = this.height(map);
    const { left, top, width, height } = this.place(map);
    const [rows, side] = [cells(map).length, columns(map)];
    context.clearRect(0, 0, WIDTH, high);
    if (this.visible) {
      const small = document.createElement("canvas");
      small.width = side;
      small.height = rows;
      small.getContext("2d")?.putImageData(new ImageData(colours(cells(map)), side, rows), 0, 0);
      context.imageSmoothingEnabled = false;
      context.drawImage(small, left, top, width, height);
    }
    if (this.cell !== undefined) {
      const x = left + ((this.cell % side) * width) / side;
      const y = top + (Math.floor(this.cell / side) * height) / rows;
      for (const [colour, line] of [
        ["#000", 5],
        ["#fff", 2],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = line;
        context.strokeRect(x, y, width / side, height / rows);
      }
    }
  }

  private pressed(event: KeyboardEvent): void {
    const [rows, side] = this.map ? [cells(this.map).length, columns(this.map)] : [0, 0];
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || side === 0 || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    if (this.cell === undefined) {
      this.cell = 0;
      return;
    }
    const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
    const row = within(Math.floor(this.cell / side) + (step[0] ?? 0), rows);
    this.cell = row * side + within((this.cell % side) + (step[1] ?? 0), side);
  }

  private pointed(event: PointerEvent): void {
    const map = this.map;
    if (!map) {
      return;
    }
    const box = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    const [rows, side] = [cells(map).length, columns(map)];
    const { left, top, width, height } = this.place(map);
    const across = (((event.clientX - box.left) / box.width) * WIDTH - left) / width;
    const down = (((event.clientY - box.top) / box.height) * this.height(map) - top) / height;
    if (across >= 0 && across < 1 && down >= 0 && down < 1) {
      this.cell = Math.floor(down * rows) * side + Math.floor(across * side);
    }
  }

  private choose(change: { label?: string; grid?: number; method?: Method }): void {
    Object.assign(this, change);
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.asking.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.map = undefined;
    this.error = undefined;
    this.cell = undefined;
    try {
      const map = await explain(this.model, this.picture, this.label, this.method, this.grid, asking.signal);
      if (this.asking === asking) {
        this.map = map;
        this.methods = map.methods ?? [];
      }
    } catch (failed) {
      if (this.asking === asking && !asking.signal.aborted) {
        this.error = failed as Error;
      }
    }
  }
}

function columns(map: Explanation): number {
  return cells(map)[0]?.length ?? 0;
}

/** A change of a probability in percentage points. */
function points(drop: number): string {
  return number(100 * drop, 1);
}

function swatch(colour: readonly number[]): TemplateResult {
  return html`<svg width="14" height="14" aria-hidden="true">${svg`<rect width="14" height="14" rx="3" fill=${`rgb(${colour.join(" ")})`}></rect>`}</svg>`;
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

customElements.define("occlusion-map", OcclusionMap);
