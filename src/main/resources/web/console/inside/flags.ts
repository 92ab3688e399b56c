import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import type { Flag } from "../service/inside-types";
import { icons } from "../ui/icons";

const TONES: Record<Flag, string> = { failing: "bad", straggler: "warn", outlier: "busy" };
const ICONS: Record<Flag, TemplateResult> = {
  failing: icons.alert,
  straggler: icons.slow,
  outlier: icons.outlier,
};

/** The marks of a client: each has an icon, a text and a colour. */
export function flagBadges(flags: readonly Flag[], t: Texts): TemplateResult | typeof nothing {
  return flags.length === 0
    ? nothing
    : html`<span class="marks">${flags.map(
        (flag) =>
          html`<span class="badge ${TONES[flag]}" data-flag=${flag} title=${t.inside.flagHints[flag]}>${ICONS[flag]} ${t.inside.flags[flag]}</span>`,
      )}</span>`;
}
