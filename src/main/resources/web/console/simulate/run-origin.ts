import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { ApiError } from "../service/api";
import { originOf } from "../service/simulation-list";
import type { Origin, SimulationRecord } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { shared } from "../ui/styles";
import { differenceList } from "./difference-list";
import { SHORT } from "./differences";

/** The state of the project when a simulation started. It is requested when the reader opens it. */
export class RunOrigin extends ConsoleElement {
  static override properties = {
    record: { attribute: false },
    origin: { state: true },
    error: { state: true },
    opened: { state: true },
  };
  static override styles = [
    shared,
    css`
      summary {
        cursor: pointer;
      }
      .packages {
        columns: 16rem;
        max-height: 20rem;
        overflow-y: auto;
        margin: 0.4rem 0 0;
        padding-inline-start: 1.2rem;
      }
    `,
  ];

  declare record: SimulationRecord;
  declare origin: Origin | undefined;
  declare error: Error | undefined;
  declare opened: boolean;

  constructor() {
    super();
    this.opened = false;
  }

  override willUpdate(changed: PropertyValues): void {
    const before = changed.get("record") as SimulationRecord | undefined;
    if (before && before.id !== this.record.id) {
      this.origin = undefined;
      this.error = undefined;
      this.opened = false;
    }
  }

  override render() {
    const t = this.t.details;
    return html`<details class="small" .open=${this.opened} @toggle=${this.toggled}>
      <summary>${t.origin}</summary>
      ${this.opened ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const { error, origin } = this;
    if (error) {
      return error instanceof ApiError && error.status === 404
        ? html`<p class="muted">${this.t.details.noOrigin}</p>`
        : failure(error, this.t, () => void this.load());
    }
    return origin ? this.facts(origin) : html`<p class="muted" role="status">${this.t.loading}</p>`;
  }

  private facts({ then, differences }: Origin): TemplateResult {
    const t = this.t.details;
    const { git, packages } = then;
    const fact = (name: string, value: unknown): TemplateResult | typeof nothing =>
      value === undefined ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`;
    const all = Object.entries(packages);
    const seeds = Object.entries(this.record.parameters ?? {}).filter(([name]) => /(^|[._-])seed$/i.test(name));
    return html`<div class="stack" data-test="origin">
      <dl class="facts">
        ${fact(t.commit, git && html`<code title=${git.commit}>${git.commit.slice(0, SHORT)}</code>${git.branch ? ` (${git.branch})` : ""}`)}
        ${fact(t.tree, git && (git.dirty ? t.dirty : t.clean))}
        ${fact(t.python, then.python)} ${fact(t.flower, packages["flwr"])} ${fact(t.system, then.system)}
        ${fact(t.command, this.record.command && html`<code class="break">${this.record.command}</code>`)}
        ${fact(t.seed, seeds.length > 0 ? seeds.map(([name, value]) => `${name}=${String(value)}`).join(", ") : undefined)}
        ${fact(t.sources, t.files(Object.keys(then.sources).length))}
      </dl>
      ${
        all.length > 0
          ? html`<details>
              <summary>${t.packages(all.length)}</summary>
              <ul class="packages mono">${all.map(([name, version]) => html`<li class="break">${name} ${version}</li>`)}</ul>
            </details>`
          : nothing
      }
      ${differenceList(differences, t)}
    </div>`;
  }

  private toggled(event: Event): void {
    // Inner details have toggled, too, but their events do not bubble.
    this.opened = (event.target as HTMLDetailsElement).open;
    if (this.opened && !this.origin) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const { id } = this.record;
    this.error = undefined;
    try {
      const origin = await originOf(id);
      if (id === this.record.id) {
        this.origin = origin;
      }
    } catch (failed) {
      if (id === this.record.id) {
        this.error = failed as Error;
      }
    }
  }
}

customElements.define("run-origin", RunOrigin);
