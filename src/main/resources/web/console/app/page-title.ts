/** The text before the view's name in the title of the tab; empty for none. Dispatches `change`. */
class PageTitle extends EventTarget {
  #note = "";

  get note(): string {
    return this.#note;
  }

  set note(note: string) {
    if (note !== this.#note) {
      this.#note = note;
      this.dispatchEvent(new Event("change"));
    }
  }
}

export const pageTitle = new PageTitle();
