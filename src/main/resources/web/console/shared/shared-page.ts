import { css, html, nothing } from "lit";
import { App } from "../app/app";
import { language } from "../app/language";
import { theme } from "../app/theme";
import { share } from "../service/share";
import { sharedArchive } from "../service/shares";
import { FollowedSimulation } from "../service/simulations";
import "../simulate/simulation-view";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { moment } from "../ui/format";
import { icons, mark } from "../ui/icons";
import { save } from "../ui/save";

/** The page of a link: one simulation, read-only. It replaces the whole console and requests nothing else. */
export class SharedPage extends ConsoleElement {
  static override properties = { error: { state: true }, busy: { state: true } };
  static override styles = [
    ...App.styles,
    css`
      header {
        justify-content: space-between;
      }
      .place {
        flex: 1 1 auto;
      }
      main {
        grid-row: 3;
      }
      summary {
        cursor: pointer;
        font-size: 0.9rem;
        font-weight: 550;
      }
      .facts {
        margin-top: 0.6rem;
      }
    `,
  ];

  declare error: Error | undefined;
  declare busy: boolean;

  private readonly simulation = new FollowedSimulation(share.simulation);
  private readonly changed = (): void => this.requestUpdate();

  constructor() {
    super();
    this.busy = false;
    // The simulation is read every few seconds, like the simulations of other sessions.
    this.simulation.own = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.simulation.addEventListener("change", this.changed);
    theme.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.simulation.removeEventListener("change", this.changed);
    theme.removeEventListener("change", this.changed);
  }

  override updated(): void {
    document.title = [this.simulation.record?.name ?? this.simulation.id, "FLSys"].filter(Boolean).join(" · ");
  }

  override render() {
    const t = this.t.app;
    return html`<header>
        <div class="place">
          <span class="brand">${mark} <span>FLSys</span></span>
          <span class="project">${this.t.share.page}</span>
        </div>
        <div class="tools">
          <button class="plain" lang=${language.current === "zh" ? "en" : "zh-CN"} aria-label=${t.otherLanguageLabel} @click=${this.switchLanguage}>
            ${t.otherLanguage}
          </button>
          <button class="plain" aria-label=${t.theme(theme.choice)} title=${t.theme(theme.choice)} @click=${() => theme.next()}>
            ${icons[theme.choice]}
          </button>
        </div>
      </header>
      <main tabindex="-1">${this.content()}</main>`;
  }

  private content() {
    const t = this.t.share;
    const { refusal, refusalStatus, record } = this.simulation;
    if (refusal && refusalStatus === 404) {
      return html`<div class="notice warn" role="alert"><strong>${t.invalid}</strong><p>${t.invalidExplained}</p></div>`;
    }
    const { latest } = share;
    const parameters = Object.entries(record?.parameters ?? {});
    return html`<div class="stack">
      <div class="row spread">
        <span class="muted small">${latest ? t.readOnlyUntil(moment(latest.expires)) : this.t.loading}</span>
        ${
          latest?.archive
            ? html`<button ?disabled=${this.busy} @click=${this.download}>${icons.download} ${t.download}</button>`
            : nothing
        }
      </div>
      ${this.error ? failure(this.error, this.t) : nothing}
      <simulation-view .simulation=${this.simulation}></simulation-view>
      ${
        parameters.length > 0
          ? html`<details class="card">
              <summary>${t.parameters}</summary>
              <dl class="facts">
                ${parameters.map(([name, value]) => html`<dt>${name}</dt><dd>${shown(value)}</dd>`)}
              </dl>
            </details>`
          : nothing
      }
    </div>`;
  }

  private async download(): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      save(await sharedArchive(), `${this.simulation.id}.zip`);
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private switchLanguage(): void {
    void language.choose(language.current === "zh" ? "en" : "zh");
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
