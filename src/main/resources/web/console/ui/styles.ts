import { css } from "lit";

/**
 * The colours of selected parts in forced colours. Forced colours remove backgrounds, and draw their own background
 * behind texts.
 */
export const selectedColours = css`
  forced-color-adjust: none;
  background: Highlight;
  color: HighlightText;
`;

/** The styles that all components share: boxes, buttons, fields, badges. */
export const shared = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3 {
    line-height: 1.25;
    margin: 0;
    font-weight: 650;
  }
  h1 {
    font-size: 1.45rem;
  }
  h2 {
    font-size: 1.08rem;
  }
  h3 {
    font-size: 0.95rem;
  }
  p {
    margin: 0;
  }
  a {
    color: var(--link);
  }
  code,
  .mono {
    font-family: var(--mono);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    padding: 1rem 1.1rem;
  }
  .stack {
    display: grid;
    gap: 1rem;
    align-content: start;
  }
  .stack > * {
    min-width: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    align-items: center;
  }
  .spread {
    justify-content: space-between;
  }
  .muted {
    color: var(--text-muted);
  }
  .small {
    font-size: 0.86rem;
  }
  .break {
    overflow-wrap: anywhere;
    min-width: 0;
  }
  button,
  .button {
    font: inherit;
    font-weight: 550;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--border-strong);
    border-radius: 8px;
    padding: 0.38rem 0.85rem;
    min-height: 36px;
    cursor: pointer;
    text-decoration: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4rem;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--surface-raised);
  }
  button.primary,
  .button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-text);
  }
  button.primary:hover:not(:disabled),
  .button.primary:hover {
    background: var(--accent);
    filter: brightness(1.08);
  }
  button.danger {
    color: var(--bad);
    border-color: var(--bad);
  }
  button.plain,
  .button.plain {
    border-color: transparent;
    background: transparent;
    padding-inline: 0.5rem;
  }
  button:disabled {
    cursor: default;
    color: var(--text-muted);
    border-color: var(--border);
    background: var(--surface-raised);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  label,
  .label {
    font-weight: 550;
    font-size: 0.9rem;
  }
  input:not([type="checkbox"], [type="radio"], [type="file"]),
  select,
  textarea {
    font: inherit;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--border-strong);
    border-radius: 8px;
    padding: 0.38rem 0.6rem;
    min-height: 36px;
    width: 100%;
    min-width: 0;
  }
  ::placeholder {
    color: var(--text-muted);
    opacity: 1;
  }
  input[type="checkbox"] {
    width: 1.1rem;
    height: 1.1rem;
    accent-color: var(--accent);
    flex: none;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.3rem;
    font-size: 0.8rem;
    font-weight: 600;
    padding: 0.08rem 0.55rem;
    border-radius: 999px;
    background: var(--surface-raised);
    color: var(--text-muted);
    white-space: nowrap;
  }
  .badge.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .badge.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .badge.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .badge.busy {
    background: var(--accent-soft);
    color: var(--link);
  }
  .notice {
    border-radius: 8px;
    padding: 0.6rem 0.8rem;
    background: var(--surface-raised);
    overflow-wrap: anywhere;
  }
  .notice.good {
    background: var(--good-soft);
    color: var(--good);
  }
  .notice.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .notice.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .facts {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.25rem 1rem;
    margin: 0;
    font-size: 0.9rem;
  }
  .facts dt {
    color: var(--text-muted);
  }
  .facts dd {
    margin: 0;
    overflow-wrap: anywhere;
    min-width: 0;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .table-scroll {
    overflow-x: auto;
    /* Otherwise hidden texts in a wide table make the page as wide. */
    position: relative;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 0.9rem;
  }
  th,
  td {
    text-align: start;
    padding: 0.4rem 0.6rem;
    border-bottom: 1px solid var(--border);
  }
  th {
    color: var(--text-muted);
    font-weight: 600;
    white-space: nowrap;
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-reduced-motion: no-preference) {
    .busy-dot {
      animation: pulse 1.4s ease-in-out infinite;
    }
    @keyframes pulse {
      50% {
        opacity: 0.35;
      }
    }
  }
  .busy-dot {
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: currentColor;
  }
  @media (forced-colors: active) {
    .badge,
    .notice {
      border: 1px solid;
    }
    .badge.busy {
      color: CanvasText;
    }
    .busy-dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .button.primary,
    button.primary:not(:disabled),
    button[aria-pressed="true"] {
      ${selectedColours}
    }
    button:disabled {
      color: GrayText;
      border-color: GrayText;
    }
    :focus-visible {
      outline: 3px solid Highlight;
    }
    tr[aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

/** The styles of sections that are folded until a click on their title. */
export const folded = css`
  summary {
    cursor: pointer;
  }
  summary :is(h2, h3) {
    display: inline;
  }
  details[open] > summary {
    margin-bottom: 0.8rem;
  }
`;

/** The styles of dialogs. */
export const dialogs = css`
  dialog {
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    width: min(30rem, calc(100vw - 2rem));
  }
  dialog::backdrop {
    background: rgb(10 12 20 / 55%);
  }
  dialog ul {
    margin: 0;
    padding-inline-start: 1.2rem;
  }
`;
