import { css, html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import "../evaluate/evaluations-view";
import "../experiments/experiments-view";
import "../models/models-view";
import "../predict/predict-view";
import { access } from "../service/api";
import { live } from "../service/live";
import { models } from "../service/models";
import "../runs/runs-view";
import "../simulate/simulate-view";
import "../training/training-view";
import { ConsoleElement } from "../ui/element";
import { icons, mark } from "../ui/icons";
import { selectedColours, shared } from "../ui/styles";
import "./command-palette";
import { language } from "./language";
import "./notice-button";
import { pageTitle } from "./page-title";
import { href, type Place, place, type ViewName } from "./router";
import { PALETTE_KEYS, shortcuts } from "./shortcuts";
import "./shortcuts-dialog";
import { theme } from "./theme";
import "./token-dialog";

/** Views that are reached from another one. */
const AROUND: Partial<Record<ViewName, ViewName>> = { experiments: "simulate", evaluate: "predict" };
/** The views of the navigation. */
const VIEWS: readonly ViewName[] = ["models", "predict", "training", "simulate", "runs"];
/** A shorter break of the connection is not reported. */
const PATIENCE_MILLIS = 1_500;

/** The whole console: the views, the state of the connection, the language and the theme. */
export class App extends ConsoleElement {
  static override properties = { place: { state: true }, offline: { state: true }, visit: { state: true } };
  static override styles = [
    shared,
    css`
      :host {
        min-height: 100vh;
        display: grid;
        grid-template-rows: auto auto 1fr;
        grid-template-columns: minmax(0, 1fr);
      }
      header {
        position: sticky;
        top: 0;
        z-index: 10;
        background: var(--surface);
        border-bottom: 1px solid var(--border);
        display: flex;
        align-items: center;
        gap: 0.4rem 1.4rem;
        padding: 0.4rem max(1rem, calc((100vw - 1320px) / 2));
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-weight: 700;
        font-size: 1.1rem;
        color: var(--text);
        text-decoration: none;
      }
      .place {
        display: flex;
        align-items: center;
        gap: 0.6rem;
        min-width: 0;
        flex: 0 1 auto;
      }
      .project {
        color: var(--text-muted);
        min-width: 0;
        max-width: 16rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        padding-inline-start: 0.6rem;
        border-inline-start: 1px solid var(--border);
      }
      nav {
        display: flex;
        gap: 0.2rem;
        flex: 1 0 auto;
      }
      nav a {
        display: inline-flex;
        align-items: center;
        gap: 0.45rem;
        padding: 0.45rem 0.8rem;
        border-radius: 8px;
        color: var(--text-muted);
        text-decoration: none;
        font-weight: 550;
      }
      nav a:hover {
        background: var(--surface-raised);
      }
      nav a:is([aria-current="page"], [aria-current="true"]) {
        background: var(--accent-soft);
        color: var(--link);
      }
      .tools {
        display: flex;
        align-items: center;
        gap: 0.2rem;
        flex: none;
        white-space: nowrap;
      }
      .dot {
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--warn);
        margin-inline: 0.4rem;
        display: inline-block;
      }
      .dot.open {
        background: var(--good);
      }
      main {
        padding: 1.3rem max(1rem, calc((100vw - 1320px) / 2)) 3rem;
        min-width: 0;
      }
      main:focus {
        outline: none;
      }
      .banner {
        padding: 0.5rem 1rem;
        text-align: center;
        background: var(--warn-soft);
        color: var(--warn);
      }
      .skip {
        position: absolute;
        inset-inline-start: 1rem;
        top: -4rem;
        z-index: 20;
      }
      .skip:focus {
        top: 0.4rem;
      }
      @media (forced-colors: active) {
        nav a:is([aria-current="page"], [aria-current="true"]) {
          ${selectedColours}
        }
        /* A connection is a full circle, a lost one is an empty one. */
        .dot {
          border: 2px solid CanvasText;
        }
        .dot.open {
          forced-color-adjust: none;
          background: CanvasText;
        }
        .banner {
          border-bottom: 1px solid;
        }
      }
      @media (max-width: 1000px) {
        /* Phones and tablets have no keyboard. */
        .keys {
          display: none;
        }
        header {
          gap: 0.4rem 0.8rem;
        }
        nav a {
          padding-inline: 0.45rem;
          gap: 0.35rem;
        }
      }
      @media (max-width: 800px) {
        header {
          gap: 0.4rem;
        }
        nav {
          position: fixed;
          inset: auto 0 0;
          background: var(--surface);
          border-top: 1px solid var(--border);
          justify-content: space-around;
          padding: 0.25rem 0.25rem calc(0.25rem + env(safe-area-inset-bottom));
        }
        nav a {
          flex-direction: column;
          gap: 0.05rem;
          font-size: 0.76rem;
          padding: 0.3rem 0.6rem;
        }
        .tools {
          margin-inline-start: auto;
        }
        main {
          padding-bottom: 6rem;
        }
      }
    `,
  ];

  declare place: Place;
  /** Whether the connection has been lost for longer than a moment. */
  declare offline: boolean;
  /** Grows when API_TOKEN has been entered, so that the views are created again. */
  declare visit: number;

  private away: ReturnType<typeof setTimeout> | undefined;
  private readonly moved = (): void => {
    const before = this.place.view;
    this.place = place();
    if (before !== this.place.view) {
      // Screen readers continue at the view, as they do on a new page.
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }),
      );
      window.scrollTo(0, 0);
    }
  };
  private readonly heard = (): void => {
    clearTimeout(this.away);
    if (live.state === "open") {
      this.offline = false;
    } else {
      this.away = setTimeout(() => (this.offline = true), PATIENCE_MILLIS);
    }
    this.requestUpdate();
  };
  private readonly admitted = (): void => {
    this.visit++;
    void models.refresh();
  };
  private readonly changed = (): void => this.requestUpdate();
  private readonly pressed = (event: KeyboardEvent): void => shortcuts.pressed(event);

  constructor() {
    super();
    this.place = place();
    this.offline = false;
    this.visit = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.moved);
    window.addEventListener("keydown", this.pressed);
    pageTitle.addEventListener("change", this.changed);
    live.addEventListener("state", this.heard);
    access.addEventListener("authorized", this.admitted);
    theme.addEventListener("change", this.changed);
    models.addEventListener("change", this.changed);
    live.connect();
    if (!models.list) {
      // The list is requested for the project's name. Views that show models request them as well.
      void models.refresh(false);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.moved);
    window.removeEventListener("keydown", this.pressed);
    pageTitle.removeEventListener("change", this.changed);
    live.removeEventListener("state", this.heard);
    access.removeEventListener("authorized", this.admitted);
    theme.removeEventListener("change", this.changed);
    models.removeEventListener("change", this.changed);
    clearTimeout(this.away);
  }

  override updated(): void {
    document.title = [pageTitle.note, this.t.views[this.place.view], models.project, "FLSys"]
      .filter(Boolean)
      .join(" · ");
  }

  override render() {
    const t = this.t.app;
    return html`<header>
        <button class="skip" @click=${this.skip}>${t.skip}</button>
        <div class="place">
          <a class="brand" href=${href("models")} aria-label="FLSys">${mark} <span>FLSys</span></a>
          ${models.project ? html`<span class="project" title=${models.project}>${models.project}</span>` : nothing}
        </div>
        <nav aria-label=${t.navigation}>${VIEWS.map((view) => this.link(view))}</nav>
        <div class="tools">
          <span class="dot ${live.state === "open" ? "open" : ""}" role="img" title=${t.live(live.state)} aria-label=${t.live(live.state)}></span>
          <notice-button></notice-button>
          <button class="plain keys" aria-label=${this.t.palette.title} title="${this.t.palette.title} (${PALETTE_KEYS.join("+")})" @click=${() => shortcuts.palette()}>
            ${icons.search}
          </button>
          <button class="plain keys" aria-label=${this.t.shortcuts.title} title=${this.t.shortcuts.title} @click=${() => shortcuts.help()}>
            <kbd>?</kbd>
          </button>
          <button class="plain" lang=${language.current === "zh" ? "en" : "zh-CN"} aria-label=${t.otherLanguageLabel} @click=${this.switchLanguage}>
            ${t.otherLanguage}
          </button>
          <button class="plain" aria-label=${t.theme(theme.choice)} title=${t.theme(theme.choice)} @click=${() => theme.next()}>
            ${icons[theme.choice]}
          </button>
        </div>
      </header>
      <div role="status">${this.offline ? this.banner() : nothing}</div>
      <main tabindex="-1">${keyed(this.visit, this.view())}</main>
      <token-dialog></token-dialog>
      <shortcuts-dialog></shortcuts-dialog>
      <command-palette></command-palette>`;
  }

  private link(view: ViewName): TemplateResult {
    const isAround = AROUND[this.place.view] === view;
    const current = view === this.place.view ? "page" : String(isAround);
    return html`<a href=${href(view)} aria-current=${current}>${icons[view]} <span>${this.t.views[view]}</span></a>`;
  }

  private banner(): TemplateResult {
    return html`<div class="banner row spread">
      <span>${access.wanted ? this.t.token.title : this.t.app.offline}</span>
      <button @click=${() => (access.wanted ? access.dispatchEvent(new Event("unauthorized")) : live.retry())}>
        ${this.t.again}
      </button>
    </div>`;
  }

  private view(): TemplateResult {
    const { view, item, query } = this.place;
    switch (view) {
      case "models":
        return html`<models-view .query=${query}></models-view>`;
      case "predict":
        return html`<predict-view .query=${query}></predict-view>`;
      case "training":
        return html`<training-view .query=${query}></training-view>`;
      case "simulate":
        return html`<simulate-view .item=${item}></simulate-view>`;
      case "runs":
        return html`<runs-view .query=${query}></runs-view>`;
      case "evaluate":
        return html`<evaluations-view .item=${item}></evaluations-view>`;
      case "experiments":
        return html`<experiments-view .item=${item} .query=${query}></experiments-view>`;
    }
  }

  private skip(): void {
    this.renderRoot.querySelector<HTMLElement>("main")?.focus();
  }

  private switchLanguage(): void {
    void language.choose(language.current === "zh" ? "en" : "zh");
  }
}
