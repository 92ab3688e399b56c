import { svg, type TemplateResult } from "lit";

/** Line icons of 20 px in the colour of the text. Each is a decoration beside a text or a label. */
function icon(paths: TemplateResult): TemplateResult {
  return svg`<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
}

export const icons = {
  models: icon(svg`<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/><path d="M4 7.5l8 4.5 8-4.5M12 12v9"/>`),
  predict: icon(
    svg`<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="M21 16l-5-5L6 20"/>`,
  ),
  training: icon(svg`<path d="M4 4v16h16"/><path d="M7 15l4-5 3 3 5-7"/>`),
  simulate: icon(svg`<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M7 9l3 3-3 3M13 15h4"/>`),
  runs: icon(svg`<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>`),
  experiments: icon(svg`<path d="M10 3h4M11 3v6l-6 10a1.5 1.5 0 0 0 1.3 2h11.4A1.5 1.5 0 0 0 19 19l-6-10V3M8 15h8"/>`),
  evaluate: icon(svg`<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M8 12l3 3 5-6"/>`),
  pause: icon(svg`<path d="M8 5v14M16 5v14"/>`),
  pin: icon(svg`<path d="M9 4h6l-1 6 3 3H7l3-3zM12 13v7"/>`),
  edit: icon(svg`<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>`),
  share: icon(
    svg`<circle cx="6" cy="12" r="2.5"/><circle cx="17" cy="6" r="2.5"/><circle cx="17" cy="18" r="2.5"/><path d="M8.2 10.8l6.6-3.6M8.2 13.2l6.6 3.6"/>`,
  ),
  trash: icon(svg`<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"/>`),
  undo: icon(svg`<path d="M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3"/>`),
  forward: icon(svg`<path d="M9 5l7 7-7 7"/>`),
  light: icon(
    svg`<circle cx="12" cy="12" r="4"/><path d="M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19"/>`,
  ),
  dark: icon(svg`<path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z"/>`),
  auto: icon(svg`<circle cx="12" cy="12" r="8"/><path d="M12 4v16a8 8 0 0 0 0-16z" fill="currentColor"/>`),
  refresh: icon(svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>`),
  download: icon(svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`),
  bell: icon(svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>`),
  noBell: icon(svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4M4 4l16 16"/>`),
  plus: icon(svg`<path d="M12 5v14M5 12h14"/>`),
  close: icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`),
  play: icon(svg`<path d="M7 4l12 8-12 8z"/>`),
  stop: icon(svg`<rect x="6" y="6" width="12" height="12" rx="1.5"/>`),
  swap: icon(svg`<path d="M4 8h14l-3-3M20 16H6l3 3"/>`),
  compare: icon(svg`<path d="M9 4H4v16h5M15 4h5v16h-5M12 2v20"/>`),
  camera: icon(svg`<path d="M4 8h3l2-3h6l2 3h3v11H4z"/><circle cx="12" cy="13" r="3.5"/>`),
  upload: icon(svg`<path d="M12 16V5M7 9l5-5 5 5M5 20h14"/>`),
  chevron: icon(svg`<path d="M8 10l4 4 4-4"/>`),
  slow: icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>`),
  alert: icon(svg`<path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.4h.01"/>`),
  outlier: icon(
    svg`<circle cx="18" cy="6" r="2.6"/><path d="M5 14h.01M8.5 18h.01M5 19h.01M10 14h.01M8 15.5h.01" stroke-width="3"/>`,
  ),
  faults: icon(svg`<path d="M13 3L5 13h6l-1 8 9-11h-6z"/>`),
  fullScreen: icon(svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`),
  search: icon(svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>`),
  back: icon(svg`<path d="M15 5l-7 7 7 7"/>`),
};

/** The mark of the service: a flower of five petals. */
export const mark = svg`<svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
  <g fill="#4f6bed"><circle cx="16" cy="7" r="5.5"/><circle cx="24.6" cy="13.2" r="5.5"/><circle cx="21.3" cy="23.3" r="5.5"/>
  <circle cx="10.7" cy="23.3" r="5.5"/><circle cx="7.4" cy="13.2" r="5.5"/></g><circle cx="16" cy="16" r="5" fill="#f5b83d"/></svg>`;
