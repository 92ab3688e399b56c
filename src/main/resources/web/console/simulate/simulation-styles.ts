import { css } from "lit";

export const simulationStyles = css`
  progress {
    width: 100%;
    height: 10px;
    accent-color: var(--accent);
  }
  .head {
    gap: 0.6rem;
  }
  log-view {
    height: min(70vh, 640px);
    min-height: 320px;
  }
  .reason {
    display: grid;
    gap: 0.35rem;
    justify-items: start;
  }
  .reason > * {
    min-width: 0;
    max-width: 100%;
  }
  .reason code {
    color: var(--text);
  }
  .reason .to-line {
    color: inherit;
    border-color: currentColor;
    background: transparent;
    padding-block: 0.1rem;
    min-height: 30px;
  }
  summary {
    cursor: pointer;
  }
  .kept {
    list-style: none;
    margin: 0.4rem 0 0;
    padding: 0;
  }
  dialog {
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    max-width: 26rem;
  }
  dialog::backdrop {
    background: rgb(10 12 20 / 55%);
  }
`;
