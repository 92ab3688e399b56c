import { css } from "lit";
import { folded } from "../ui/styles";

/** The styles of the parts of the console that show weights. */
export const weightsStyles = css`
  ${folded}
  select {
    width: auto;
    max-width: 100%;
    min-width: 0;
  }
  label.row {
    min-width: 0;
  }
  dl.numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1.4rem;
    margin: 0;
  }
  dl.numbers dt,
  dl.numbers dd {
    display: inline;
    margin: 0;
  }
  dl.numbers dt {
    color: var(--text-muted);
  }
`;
