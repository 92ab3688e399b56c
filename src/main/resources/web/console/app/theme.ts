import { lasting } from "./preferences";

export type ThemeChoice = "auto" | "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["auto", "light", "dark"];

/** Light or dark: the reader's choice, or else the system's. */
class Theme extends EventTarget {
  private readonly system = matchMedia("(prefers-color-scheme: dark)");
  private readonly forced = matchMedia("(forced-colors: active)");
  choice: ThemeChoice = CHOICES.find((choice) => choice === lasting.read("theme")) ?? "auto";

  constructor() {
    super();
    this.system.addEventListener("change", () => this.apply());
    this.forced.addEventListener("change", () => this.apply());
  }

  /** Whether the colours of the system replace those of the page, as high contrast does. */
  get isForced(): boolean {
    return this.forced.matches;
  }

  /** The next of auto, light, dark. */
  next(): void {
    this.choice = CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length]!;
    lasting.write("theme", this.choice);
    this.apply();
  }

  apply(): void {
    // Forced colours are dark or light by the system alone, and the colours of the curves must suit them.
    const bySystem = this.choice === "auto" || this.isForced;
    const dark = bySystem ? this.system.matches : this.choice === "dark";
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    this.dispatchEvent(new Event("change"));
  }
}

export const theme = new Theme();
