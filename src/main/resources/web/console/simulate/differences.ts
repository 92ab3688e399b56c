import type { Texts } from "../app/en";
import type { Difference } from "../service/types";

/** The characters of a commit that are shown. */
export const SHORT = 12;

/** One difference in one line. */
export function differenceLine({ what, name, then, now }: Difference, t: Texts["details"]): string {
  const shown = (value: string | undefined): string =>
    value === undefined ? t.absent : what === "commit" ? value.slice(0, SHORT) : value;
  const subject = [t.what(what), name].filter(Boolean).join(" ");
  if (what === "changes") {
    return then === undefined ? t.newChanges : now === undefined ? t.noChanges : t.otherChanges;
  }
  return what === "file" && then !== undefined && now !== undefined
    ? t.changedFile(name ?? "")
    : t.difference(subject, shown(then), shown(now));
}
