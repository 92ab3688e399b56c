import { lasting } from "./preferences";
import { go, href, type ViewName } from "./router";

/** The time for the second key, in milliseconds. */
const SECOND_KEY_MILLIS = 1_500;

/** The keys that open a view after `g`. */
export const VIEW_KEYS: Readonly<Record<string, ViewName>> = {
  m: "models",
  p: "predict",
  t: "training",
  s: "simulate",
  r: "runs",
  x: "experiments",
  e: "evaluate",
};

/**
 * The keys of the page: `/` for the search field, `g` and a letter for a view, `?` for the list of the keys. Ctrl+K
 * (on Apple machines ⌘K) opens the command palette, also in fields. They can be turned off, because programs for
 * speech input send
 * letters as well (WCAG 2.1.4). Dispatches `help`, `palette` and `change`.
 */
class Shortcuts extends EventTarget {
  private goUntil = 0;

  get on(): boolean {
    return lasting.read("shortcuts") !== "off";
  }

  set on(on: boolean) {
    lasting.write("shortcuts", on ? "on" : "off");
    this.dispatchEvent(new Event("change"));
  }

  /** Asks for the list of the keys. */
  help(): void {
    this.dispatchEvent(new Event("help"));
  }

  /** Asks for the command palette. */
  palette(): void {
    this.dispatchEvent(new Event("palette"));
  }

  /** Handles a key that no component has handled. */
  pressed(event: KeyboardEvent): void {
    if (!this.on || event.defaultPrevented || event.altKey || event.repeat) {
      return;
    }
    if (isPaletteKey(event, IS_APPLE)) {
      event.preventDefault();
      if (!event.isComposing && !isDialogOpen(document)) {
        this.palette();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.isComposing || isTyped(event) || isDialogOpen(document)) {
      return;
    }
    const view = event.timeStamp < this.goUntil ? VIEW_KEYS[event.key] : undefined;
    this.goUntil = 0;
    if (view) {
      go(href(view));
    } else if (event.key === "g") {
      this.goUntil = event.timeStamp + SECOND_KEY_MILLIS;
    } else if (event.key === "?") {
      this.help();
    } else if (event.key === "/") {
      const field = searchField(document);
      field?.focus();
      field?.select();
      if (!field) {
        return;
      }
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** Whether the keyboard has the keys of Apple. Ctrl+K deletes the rest of a line there. */
const IS_APPLE = /^(mac|iphone|ipad)/i.test(navigator.platform);

/** The name of the keys of the command palette. */
export const PALETTE_KEYS: readonly string[] = IS_APPLE ? ["⌘", "K"] : ["Ctrl", "K"];

/** Whether a key opens the command palette: ⌘K with a keyboard of Apple, or else Ctrl+K. */
export function isPaletteKey(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey">,
  isApple: boolean,
): boolean {
  const [wanted, other] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return wanted && !other && !event.shiftKey && event.key.toLowerCase() === "k";
}

export const shortcuts = new Shortcuts();

/** Whether the key is input of a field. */
function isTyped(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** All elements of a page and of its components, in their order. */
function* elements(root: Document | ShadowRoot): Generator<Element> {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) {
      yield* elements(element.shadowRoot);
    }
  }
}

function isDialogOpen(page: Document): boolean {
  for (const element of elements(page)) {
    if (element instanceof HTMLDialogElement && element.open) {
      return true;
    }
  }
  return false;
}

/** The first visible search field. */
function searchField(page: Document): HTMLInputElement | undefined {
  for (const element of elements(page)) {
    if (element instanceof HTMLInputElement && element.type === "search" && element.checkVisibility()) {
      return element;
    }
  }
  return undefined;
}
