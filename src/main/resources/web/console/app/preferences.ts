import { ROOT } from "../service/root";

/** Services that share one origin have separate entries. */
const PREFIX = `flsys ${ROOT.pathname} `;

/** Texts that the browser keeps. If its storage is blocked, the page keeps them in memory. */
class Keep {
  private readonly memory = new Map<string, string>();

  constructor(private readonly storage: () => Storage) {}

  read(key: string): string | undefined {
    try {
      return this.storage().getItem(PREFIX + key) ?? this.memory.get(key);
    } catch {
      return this.memory.get(key);
    }
  }

  write(key: string, value: string): void {
    this.memory.set(key, value);
    try {
      this.storage().setItem(PREFIX + key, value);
    } catch {
      // The text is kept in memory.
    }
  }
}

/** Texts that are kept for all visits and shared by tabs. */
export const lasting = new Keep(() => localStorage);

/** Texts that are kept for this tab until it is closed. */
export const forThisVisit = new Keep(() => sessionStorage);
