import { svg, type TemplateResult } from "lit";
import type { Sparkline } from "../service/types";
import { HEIGHT, pointsOf, WIDTH } from "./sparkline-points";

/** A small chart of a metric with marks at the best and the last value. `label` describes it for screen readers. */
export function sparklineChart(sparkline: Sparkline, smallerIsBetter: boolean, label: string): TemplateResult {
  const points = pointsOf(sparkline);
  const { values } = sparkline;
  const best = points[values.indexOf(smallerIsBetter ? Math.min(...values) : Math.max(...values))]!;
  const last = points[points.length - 1]!;
  return svg`<svg class="sparkline" role="img" aria-label=${label} width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <title>${label}</title>
    <polyline points=${points.map((point) => point.join(",")).join(" ")} fill="none"></polyline>
    <circle class="best" cx=${best[0]} cy=${best[1]} r="2.6"></circle>
    <circle class="last" cx=${last[0]} cy=${last[1]} r="1.8"></circle>
  </svg>` as TemplateResult;
}
