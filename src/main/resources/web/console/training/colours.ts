/** The colours of the chosen runs. A run has one colour while it is chosen. */
export class Colours {
  private readonly colours = new Map<string, number>();

  /** Gives each of the chosen runs the first colour that no other run has. */
  choose(keys: readonly string[]): void {
    for (const key of [...this.colours.keys()]) {
      if (!keys.includes(key)) {
        this.colours.delete(key);
      }
    }
    const used = new Set(this.colours.values());
    let next = 0;
    for (const key of keys) {
      if (!this.colours.has(key)) {
        while (used.has(next)) {
          next++;
        }
        this.colours.set(key, next);
        used.add(next);
      }
    }
  }

  /** The index of the colour; undefined if the run is not chosen. */
  of(key: string): number | undefined {
    return this.colours.get(key);
  }
}
