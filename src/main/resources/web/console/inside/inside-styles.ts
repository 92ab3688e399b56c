import { css } from "lit";

/** The styles that the parts about the inside of a run share. */
export const insideStyles = css`
  summary {
    cursor: pointer;
    font-weight: 550;
    font-size: 0.9rem;
  }
  details[open] > summary {
    margin-bottom: 0.6rem;
  }
  h4 {
    margin: 0;
    font-size: 0.9rem;
    font-weight: 600;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 1rem;
  }
  line-chart {
    --chart-height: 150px;
  }
`;
