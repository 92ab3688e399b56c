import { css } from "lit";
import { selectedColours } from "../ui/styles";

/** A log is dark in both themes, because terminal colours are made for a dark background. */
export const logStyles = css`
  :host {
    --log-background: #10141c;
    --log-text: #dfe4ee;
    --log-muted: #98a2b5;
    --log-line: #2b3240;
    --row: 19px;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    background: var(--log-background);
    color: var(--log-text);
    border: 1px solid var(--border, #323949);
    border-radius: var(--radius, 10px);
    overflow: hidden;
    min-width: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3rem;
    padding: 0.35rem 0.5rem;
    border-bottom: 1px solid var(--log-line);
    font-size: 0.86rem;
  }
  .bar .count {
    color: var(--log-muted);
    margin-inline-end: auto;
    padding-inline: 0.3rem;
  }
  .find {
    display: flex;
    align-items: center;
    gap: 0.15rem;
    flex: 0 1 auto;
    min-width: 0;
  }
  input {
    font: inherit;
    color: inherit;
    background: #1b212d;
    border: 1px solid #6b7588;
    border-radius: 6px;
    padding: 0.2rem 0.5rem;
    width: 11rem;
    min-width: 5rem;
    min-height: 30px;
  }
  input::placeholder {
    color: var(--log-muted);
    opacity: 1;
  }
  .place {
    color: var(--log-muted);
    font-variant-numeric: tabular-nums;
    padding-inline: 0.3rem;
    white-space: nowrap;
  }
  button {
    font: inherit;
    color: var(--log-text);
    background: transparent;
    border: 1px solid transparent;
    border-radius: 6px;
    min-width: 32px;
    min-height: 32px;
    padding: 0.15rem 0.4rem;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.3rem;
    cursor: pointer;
  }
  button:hover {
    background: #232a38;
  }
  button[aria-pressed="true"] {
    background: #2a3a63;
    color: #ffffff;
  }
  button svg {
    width: 17px;
    height: 17px;
  }
  :focus-visible {
    outline: 2px solid #8fa6ff;
    outline-offset: -1px;
  }
  .body {
    position: relative;
    min-height: 0;
  }
  .scroll {
    position: absolute;
    inset: 0;
    overflow: auto;
    overflow-anchor: none;
    font: 12.5px/19px var(--mono, ui-monospace, Menlo, Consolas, monospace);
    font-variant-ligatures: none;
    contain: strict;
    color-scheme: dark;
  }
  .sizer {
    position: relative;
    min-width: 100%;
  }
  .rows {
    position: absolute;
    inset: 0 auto auto 0;
    min-width: 100%;
  }
  .row {
    display: flex;
    height: var(--row);
    white-space: pre;
  }
  .row[hidden] {
    display: none;
  }
  .row.selected {
    background: #223056;
  }
  .row.target {
    background: #47222c;
    box-shadow: inset 3px 0 #ff7b8a;
  }
  .gutter {
    position: sticky;
    left: 0;
    flex: none;
    text-align: end;
    box-sizing: content-box;
    min-width: var(--digits, 3ch);
    padding: 0 1ch 0 0.6ch;
    color: var(--log-muted);
    background: var(--log-background);
    user-select: none;
    cursor: pointer;
  }
  .row.selected .gutter {
    background: #223056;
    color: var(--log-text);
  }
  .row.target .gutter {
    background: #47222c;
    box-shadow: inset 3px 0 #ff7b8a;
    color: var(--log-text);
  }
  .text {
    direction: ltr;
    unicode-bidi: isolate;
  }
  mark {
    background: #6b5200;
    color: #fff3c4;
  }
  mark.current {
    background: #ffd34d;
    color: #1a1300;
  }
  .probe {
    position: absolute;
    visibility: hidden;
    white-space: pre;
  }
  .jump {
    position: absolute;
    right: 1.2rem;
    bottom: 0.8rem;
    background: #3a54d0;
    color: #ffffff;
    border-radius: 999px;
    padding-inline: 0.9rem;
    font-size: 0.86rem;
  }
  .jump:hover {
    background: #4a64e0;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (forced-colors: active) {
    button[aria-pressed="true"] {
      ${selectedColours}
    }
    :focus-visible {
      outline: 3px solid Highlight;
    }
    .row:is(.selected, .target) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .row.target {
      outline-style: double;
      outline-width: 4px;
      outline-offset: -4px;
    }
    mark.current {
      ${selectedColours}
    }
  }
`;
