import { en, type Texts } from "./en";
import { loadPart } from "./parts";
import { lasting } from "./preferences";

export type LanguageTag = "en" | "zh";

/** The texts that are loaded. */
const loaded = new Map<LanguageTag, Texts>([["en", en]]);

/** The chosen language: the reader's earlier choice, or else the first language of the browser that the console has. */
class Language extends EventTarget {
  current: LanguageTag = "en";
  private wanted: LanguageTag = known(lasting.read("language")) ?? ofBrowser();

  /** Loads the texts of the chosen language. The language is English if the service does not send the texts. */
  start(): Promise<void> {
    return this.show(this.wanted);
  }

  /** Changes the language as soon as its texts are loaded. The language stays the same if the service does not send
   * them. */
  choose(tag: LanguageTag): Promise<void> {
    lasting.write("language", tag);
    return this.show(tag);
  }

  private async show(tag: LanguageTag): Promise<void> {
    this.wanted = tag;
    try {
      if (tag === "zh" && !loaded.has(tag)) {
        loaded.set(tag, (await loadPart("chinese")).zh);
      }
    } catch {
      return;
    }
    if (this.wanted === tag) {
      this.current = tag;
      document.documentElement.lang = tag === "zh" ? "zh-CN" : "en";
      this.dispatchEvent(new Event("change"));
    }
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
  return loaded.get(language.current) ?? en;
}
