import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en } from "../../main/resources/web/console/app/en";
import { zh } from "../../main/resources/web/console/app/zh";
import { inChinese, SENTENCES } from "../../main/resources/web/console/app/zh-reasons";

const JAVA = "src/main/java/dev/flsys";
const files = readdirSync(JAVA, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".java"));

/** The source of files, with each text that is split by `+` in one piece. */
function source(chosen: string[]): string {
  const text = chosen.map((file) => readFileSync(`${JAVA}/${file}`, "utf8")).join("\n");
  return text.replaceAll(/"\s*\+\s*"/g, "");
}

const failures = source(files.filter((file) => /simulation\/failure\/\w+\.java$/.test(file)));
const sentences = [...failures.matchAll(/"([A-Z][^"\\]{15,}\.)\s?"/g)].map(([, text]) => text!);
const everything = source(files);

/** The constant parts of a pattern, without its groups. */
function parts(pattern: RegExp): string[] {
  const literal = { "\\(": "\u0001", "\\)": "\u0002" };
  const text = pattern.source.replaceAll(/\\[()]/g, (bracket) => literal[bracket as keyof typeof literal]);
  return text
    .split(/\([^)]*\)/)
    .map((part) => part.replaceAll("\u0001", "(").replaceAll("\u0002", ")"))
    .map((part) => part.replaceAll(/\\(.)/g, "$1").replaceAll(/^\W+|\W+$/g, ""))
    .filter((part) => part.length > 3);
}

describe("the service's reasons in Chinese", () => {
  it("are found in the sources", () => {
    expect(sentences.length).toBeGreaterThan(200);
  });

  it.each(sentences)("%s has a translation", (text) => {
    expect(inChinese(text)).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+/);
  });

  it.each(SENTENCES.map(([pattern]) => [pattern]))("%s is a text of the service", (pattern) => {
    expect(parts(pattern).filter((part) => !everything.includes(part))).toEqual([]);
  });
});

describe("the texts of both languages", () => {
  const keys = (texts: object): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? keys(value).map((inner) => `${key}.${inner}`)
        : [key],
    );

  it("have the same keys", () => {
    expect(keys(zh).sort()).toEqual(keys(en).sort());
  });
});
