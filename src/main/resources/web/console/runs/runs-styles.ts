import { css } from "lit";

export const runsStyles = css`
  .find {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto;
    gap: 0.6rem 1rem;
    align-items: end;
  }
  .find > .row {
    min-height: 36px;
  }
  .fault {
    grid-column: 1 / -1;
    color: var(--bad);
  }
  .fault:empty {
    display: none;
  }
  .fault code {
    white-space: pre-wrap;
    color: var(--text);
  }
  mark {
    background: var(--bad-soft);
    color: var(--bad);
    text-decoration: underline wavy;
  }
  input[aria-invalid="true"] {
    border-color: var(--bad);
  }
  .report:not(:empty) {
    margin-block-end: 1rem;
  }
  .bar {
    min-height: 36px;
  }
  /* A button without a border at the start of a line: its text begins where other texts do. */
  .bar .plain {
    margin-inline-start: -0.5rem;
  }
  @media (max-width: 760px) {
    .find {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
