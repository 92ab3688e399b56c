import { en, type Texts } from "./en";
import { lasting } from "./preferences";

import { zh } from "./zh";

export type LanguageTag = "en" | "zh";

const ALL: Record<LanguageTag, Texts> = { en, zh };

/** The chosen language: the reader's earlier choice, or else the first language of the browser that the console has. */
class Language extends EventTarget {
  current: LanguageTag = known(lasting.read("language")) ?? ofBrowser();

  choose(tag: LanguageTag): void {
    this.current = tag;
    lasting.write("language", tag);
    this.apply();
    this.dispatchEvent(new Event("change"));
  }

  apply(): void {
    document.documentElement.lang = this.current === "zh" ? "zh-CN" : "en";
  }
}

function known(tag: string | undefined): LanguageTag | undefined {
  return tag === "en" || tag === "zh" ? tag : undefined;
}

function ofBrowser(): LanguageTag {
  for (const tag of navigator.languages) {
    const found = known(tag.slice(0, 2).toLowerCase());
    if (found) {
      return found;
    }
  }
  return "en";
}

export const language = new Language();

/** The texts in the chosen language. */
export function texts(): Texts {
  return ALL[language.current];
}
