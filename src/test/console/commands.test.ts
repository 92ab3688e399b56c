import { expect, test } from "vitest";
import {
  type Command,
  type Group,
  MAX_OF_GROUP,
  moved,
  rank,
  search,
  wordsOf,
} from "../../main/resources/web/console/app/commands";
import { isPaletteKey } from "../../main/resources/web/console/app/shortcuts";

function command(group: Group, name: string, ...also: string[]): Command {
  return { group, name, also, run: () => undefined };
}

function names(found: readonly Command[]): string[] {
  return found.map(({ name }) => name);
}

test("each word of a question must occur, whatever its case, accents and width", () => {
  expect(rank("Café Baseline", wordsOf("cafe base"))).toBe(0);
  expect(rank("ＦｅｄＡｖｇ", wordsOf("fedavg"))).toBe(0);
  expect(rank("the baseline", wordsOf("base"))).toBe(1);
  expect(rank("run_base/2", wordsOf("2"))).toBe(1);
  expect(rank("database", wordsOf("base"))).toBe(2);
  expect(rank("baseline", wordsOf("base two"))).toBeUndefined();
});

test("the best results of each group come first, and the group with the best one", () => {
  const all = [
    command("runs", "my digits"),
    command("models", "LeNet digits"),
    command("models", "digits"),
    command("views", "Models"),
  ];
  expect(names(search(all, "digits"))).toEqual(["digits", "LeNet digits", "my digits"]);
  expect(names(search(all, ""))).toEqual(["Models", "LeNet digits", "digits", "my digits"]);
});

test("what only the service has found comes last", () => {
  const found: Command = { ...command("runs", "of Monday"), isFound: true };
  expect(names(search([found, command("actions", "Compare curves of LeNet")], "lenet"))).toEqual([
    "Compare curves of LeNet",
    "of Monday",
  ]);
  expect(names(search([command("actions", "the LeNet"), command("models", "LeNet")], "lenet"))).toEqual([
    "LeNet",
    "the LeNet",
  ]);
});

test("a Chinese command is found in Chinese and in English", () => {
  const all = [command("views", "训练", "Training"), command("views", "模型", "Models")];
  expect(names(search(all, "训"))).toEqual(["训练"]);
  expect(names(search(all, "train"))).toEqual(["训练"]);
});

test("a group has a bounded number of results", () => {
  const all = Array.from({ length: 5_000 }, (_, index) => command("models", `model ${index}`));
  expect(search(all, "model")).toHaveLength(MAX_OF_GROUP);
});

test("the arrows move in a ring, and pages stop at the ends", () => {
  expect(moved("ArrowDown", 2, 3)).toBe(0);
  expect(moved("ArrowUp", 0, 3)).toBe(2);
  expect(moved("PageDown", 1, 3)).toBe(2);
  expect(moved("PageUp", 1, 3)).toBe(0);
  expect(moved("ArrowDown", 0, 0)).toBeUndefined();
  expect(moved("a", 0, 3)).toBeUndefined();
});

test("the keys of the palette are Ctrl+K, and on Apple machines ⌘K alone", () => {
  const key = { key: "k", ctrlKey: false, metaKey: false, shiftKey: false };
  expect(isPaletteKey({ ...key, ctrlKey: true }, false)).toBe(true);
  expect(isPaletteKey({ ...key, ctrlKey: true, key: "K" }, false)).toBe(true);
  expect(isPaletteKey({ ...key, metaKey: true }, false)).toBe(false);
  expect(isPaletteKey({ ...key, metaKey: true }, true)).toBe(true);
  expect(isPaletteKey({ ...key, ctrlKey: true }, true)).toBe(false);
  expect(isPaletteKey({ ...key, ctrlKey: true, shiftKey: true }, false)).toBe(false);
  expect(isPaletteKey(key, false)).toBe(false);
});
