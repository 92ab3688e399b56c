/** The kinds of commands, in the order of groups that match equally well. */
export const GROUPS = ["views", "actions", "models", "runs", "experiments"] as const;
export type Group = (typeof GROUPS)[number];

/** An entry of the command palette. */
export interface Command {
  group: Group;
  name: string;
  /** Further texts that find it, such as its name in English. */
  also?: readonly string[];
  /** A text beside the name. */
  note?: string;
  /** Whether the service has found the entry, by content that the console does not have. */
  isFound?: boolean;
  run: () => void;
}

/** The most results of a group, and the most entries that are searched. */
export const MAX_OF_GROUP = 8;
const MAX_SEARCHED = 10_000;

/** The text without case, width and accents, for comparisons. */
function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/**
 * The rank of a text for the words of a query. The smallest number is the best rank; undefined is no match. Each word
 * must occur. Texts that begin with the first word come first. Texts in which another word begins with it come next,
 * and then all others.
 */
export function rank(text: string, words: readonly string[]): number | undefined {
  const all = folded(text);
  const [first = ""] = words;
  if (!words.every((word) => all.includes(word))) {
    return undefined;
  }
  if (all.startsWith(first)) {
    return 0;
  }
  return /[\s_\-/.@:(]/u.test(all[all.indexOf(first) - 1] ?? "") ? 1 : 2;
}

/** The words of a query. */
export function wordsOf(question: string): string[] {
  return folded(question).split(/\s+/).filter(Boolean);
}

/** The rank of a command that only the service has found. */
const FOUND = 3;

/** The best commands for a query, at most {@link MAX_OF_GROUP} of a group. The group with the best one is first. */
export function search(commands: readonly Command[], question: string): Command[] {
  const words = wordsOf(question);
  const ranked = commands.slice(0, MAX_SEARCHED).flatMap((command) => {
    const ranks = [command.name, ...(command.also ?? [])].map((text) => rank(text, words));
    const known = [...ranks.filter((each) => each !== undefined), ...(command.isFound ? [FOUND] : [])];
    return known.length > 0 ? [{ command, rank: Math.min(...known) }] : [];
  });
  const groups = GROUPS.map((group) =>
    ranked
      .filter(({ command }) => command.group === group)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MAX_OF_GROUP),
  ).filter((group) => group.length > 0);
  return groups.sort((a, b) => a[0]!.rank - b[0]!.rank).flatMap((group) => group.map(({ command }) => command));
}

/** The place after a key in a list of `count` entries, which is a ring; undefined if the key does not move. */
export function moved(key: string, at: number, count: number): number | undefined {
  if (count === 0) {
    return undefined;
  }
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at + count - 1) % count;
    case "PageDown":
      return Math.min(at + MAX_OF_GROUP, count - 1);
    case "PageUp":
      return Math.max(at - MAX_OF_GROUP, 0);
    default:
      return undefined;
  }
}
