import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { href } from "../app/router";
import { faultsBadge } from "../inside/run-marks";
import { Resource } from "../service/resource";
import { runName } from "../service/run-name";
import { isReadable, listSimulations } from "../service/simulation-list";
import { simulations } from "../service/simulations";
import type { SimulationItem } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { age, duration } from "../ui/format";
import { shared } from "../ui/styles";
import { stateBadge } from "./state";

const REFRESH_MILLIS = 10_000;
const PAGE = 50;
const MOST = 1_000;

/** The project's simulations, the latest first. */
export class SimulationListElement extends ConsoleElement {
  static override properties = { selected: {} };
  static override styles = [
    shared,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        max-height: 28rem;
        overflow-y: auto;
      }
      a {
        display: grid;
        gap: 0.15rem;
        padding: 0.5rem 0.6rem;
        border-radius: 8px;
        text-decoration: none;
        color: var(--text);
      }
      a:hover {
        background: var(--surface-raised);
      }
      a[aria-current="true"] {
        background: var(--accent-soft);
      }
      @media (forced-colors: active) {
        a[aria-current="true"] {
          border-inline-start: 6px solid Highlight;
        }
      }
    `,
  ];

  /** The id of the visible simulation. */
  declare selected: string;

  private limit = PAGE;
  private readonly items = new Resource(() => listSimulations(this.limit), this);
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly changed = (): void => void this.refresh();

  constructor() {
    super();
    this.selected = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    simulations.addEventListener("change", this.changed);
    this.timer = setInterval(() => {
      if (!document.hidden) {
        void this.items.load();
      }
    }, REFRESH_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    simulations.removeEventListener("change", this.changed);
    clearInterval(this.timer);
  }

  refresh(): Promise<void> {
    return this.items.reload();
  }

  override render() {
    const t = this.t.simulate;
    return html`<section class="card stack" aria-labelledby="title">
      <div class="row spread">
        <h2 id="title">${t.past}</h2>
        <a class="small" href=${href("runs")}>${t.allRuns}</a>
      </div>
      ${this.items.error ? failure(this.items.error, this.t, this.changed) : nothing} ${this.list()}
      ${
        (this.items.value?.length ?? 0) >= this.limit && this.limit < MOST
          ? html`<button @click=${this.more}>${this.t.more}</button>`
          : nothing
      }
    </section>`;
  }

  private list(): TemplateResult | typeof nothing {
    const items = this.items.value;
    if (!items) {
      return this.items.error ? nothing : html`<p class="muted small">${this.t.loading}</p>`;
    }
    if (items.length === 0) {
      return html`<p class="muted small">${this.t.simulate.none}</p>`;
    }
    return html`<ul>
      ${repeat(
        items,
        (item) => item.id,
        (item) => this.item(item),
      )}
    </ul>`;
  }

  private item(item: SimulationItem): TemplateResult {
    const t = this.t.simulate;
    const started = Date.parse(item.started ?? "");
    const ended = Date.parse(item.ended ?? "");
    const took = Number.isNaN(started) || Number.isNaN(ended) ? "" : ` · ${duration((ended - started) / 1000)}`;
    return html`<li>
      <a href=${href("simulate", item.id)} aria-current=${item.id === this.selected ? "true" : "false"} title=${item.id}>
        <span class="row spread">
          <span class="break">${runName(item)}</span>
          <span class="row">${faultsBadge(item, this.t)} ${stateBadge(item.state, this.t)}</span>
        </span>
        <span class="muted small">${age(item.requested)}${took}${item.own ? "" : ` · ${isReadable(item) ? t.others : t.privateOne}`}</span>
      </a>
    </li>`;
  }

  private more(): void {
    this.limit = Math.min(MOST, this.limit * 4);
    this.changed();
  }
}

customElements.define("simulation-list", SimulationListElement);
