import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { href } from "../app/router";
import { type ExperimentItem, endedOf, listExperiments } from "../service/experiments";
import { Polling } from "../service/polling";
import { Resource } from "../service/resource";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { age, moment } from "../ui/format";
import { shared } from "../ui/styles";
import { experimentBadge } from "./state";

const REFRESH_MILLIS = 10_000;
const PAGE = 50;
const MOST = 200;

/** The project's experiments, the latest first. */
export class ExperimentList extends ConsoleElement {
  static override styles = [
    shared,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      a.item {
        display: grid;
        gap: 0.15rem;
        padding: 0.5rem 0.6rem;
        border-radius: 8px;
        text-decoration: none;
        color: var(--text);
      }
      a.item:hover {
        background: var(--surface-raised);
      }
    `,
  ];

  private limit = PAGE;
  private readonly items = new Resource(() => listExperiments(this.limit), this);

  constructor() {
    super();
    new Polling(
      this,
      () => this.items.load(),
      () => REFRESH_MILLIS,
    );
  }

  override render() {
    const t = this.t.experiments;
    const { value, error } = this.items;
    return html`<section class="card stack" aria-labelledby="title">
      <h2 id="title">${t.list}</h2>
      ${error ? failure(error, this.t, () => void this.items.load()) : nothing}
      ${value ? this.list(value.experiments) : error ? nothing : html`<p class="muted small">${this.t.loading}</p>`}
      ${value && value.total > this.limit && this.limit < MOST ? html`<button @click=${this.more}>${this.t.more}</button>` : nothing}
    </section>`;
  }

  private list(items: readonly ExperimentItem[]): TemplateResult {
    if (items.length === 0) {
      return html`<p class="muted small">${this.t.experiments.none}</p>`;
    }
    return html`<ul>
      ${repeat(
        items,
        (item) => item.id,
        (item) => this.item(item),
      )}
    </ul>`;
  }

  private item(item: ExperimentItem): TemplateResult {
    const t = this.t.experiments;
    const progress = item.counts && item.runs ? ` · ${t.ended(endedOf(item.counts), item.runs)}` : "";
    const others = item.own ? "" : ` · ${item.readable ? t.others : t.privateOne}`;
    return html`<li>
      <a class="item" href=${href("experiments", item.id)} title=${item.id}>
        <span class="row spread">
          <span class="break">${item.name ?? moment(item.created)}</span>
          ${experimentBadge(item.state, this.t)}
        </span>
        <span class="muted small">${age(item.created)}${progress}${others}</span>
      </a>
    </li>`;
  }

  private more(): void {
    this.limit = MOST;
    void this.items.reload();
  }
}

customElements.define("experiment-list", ExperimentList);
