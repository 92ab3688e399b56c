/** What the page's title says about the view, before its name; empty for nothing. Dispatches `change`. */
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
