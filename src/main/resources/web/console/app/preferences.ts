import { ROOT } from "../service/root";

/** Services behind one origin have their own. */
const PREFIX = `flsys ${ROOT.pathname} `;

/** Texts that the browser keeps; where it keeps nothing (blocked storage), the page's own memory does. */
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
      // kept in memory
    }
  }
}

/** For all visits, shared by tabs. */
export const lasting = new Keep(() => localStorage);

/** For this tab, until it is closed. */
export const forThisVisit = new Keep(() => sessionStorage);
