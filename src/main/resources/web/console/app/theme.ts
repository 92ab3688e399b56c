import { lasting } from "./preferences";

export type ThemeChoice = "auto" | "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["auto", "light", "dark"];

/** Light or dark: the reader's choice, or else the system's. */
class Theme extends EventTarget {
  private readonly system = matchMedia("(prefers-color-scheme: dark)");
  choice: ThemeChoice = CHOICES.find((choice) => choice === lasting.read("theme")) ?? "auto";

  constructor() {
    super();
    this.system.addEventListener("change", () => this.apply());
  }

  /** The next of auto, light, dark. */
  next(): void {
    this.choice = CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length]!;
    lasting.write("theme", this.choice);
    this.apply();
  }

  apply(): void {
    const dark = this.choice === "dark" || (this.choice === "auto" && this.system.matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    this.dispatchEvent(new Event("change"));
  }
}

export const theme = new Theme();
