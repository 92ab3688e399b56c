import { css } from "lit";

export const formStyles = css`
  .tight {
    gap: 0.35rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: 0.8rem 0.7rem;
    align-items: start;
  }
  textarea {
    resize: vertical;
    line-height: 1.4;
    field-sizing: content;
    max-height: 9rem;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-weight: 550;
  }
  .choices {
    max-height: 9rem;
    overflow-y: auto;
    padding: 0.2rem;
  }
  .choices label {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    font-weight: 450;
    overflow-wrap: anywhere;
  }
  .free {
    display: grid;
    grid-template-columns: 1fr 1fr auto;
    gap: 0.4rem;
    align-items: end;
  }
  .hint {
    color: var(--text-muted);
    font-size: 0.78rem;
    line-height: 1.3;
    margin-top: 0.15rem;
  }
  .fault {
    color: var(--bad);
    font-size: 0.86rem;
    overflow-wrap: anywhere;
  }
  .fault:empty {
    display: none;
  }
  :is(input, textarea)[aria-invalid="true"] {
    border-color: var(--bad);
  }
  .size {
    border-radius: 8px;
    background: var(--surface-raised);
    padding: 0.6rem 0.8rem;
  }
`;
