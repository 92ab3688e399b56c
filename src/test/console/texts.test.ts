import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { zh } from "../../main/resources/web/chinese/zh";
import { inChinese, SENTENCES } from "../../main/resources/web/chinese/zh-reasons";
import { en } from "../../main/resources/web/console/app/en";

const JAVA = "src/main/java/dev/flsys";
const files = readdirSync(JAVA, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".java"));

/** The source of files, with each text that is split by `+` in one piece. */
function source(chosen: string[]): string {
  const text = chosen.map((file) => readFileSync(`${JAVA}/${file}`, "utf8")).join("\n");
  return text.replaceAll(/"\s*\+\s*"/g, "");
}

const failures = source(files.filter((file) => /simulation\/failure\/\w+\.java$/.test(file)));
const sentences = [...failures.matchAll(/"([A-Z][^"\\]{15,}\.)\s?"/g)].map(([, text]) => text!);
/** The refusals of experiments, with a 7 in place of each value. Those about the form of a JSON body are for programs. */
const refusing = source(
  files.filter((file) => /experiment\/(Experiment(Request|Problem)|SeedOption|Cell|Comparison)\.java$/.test(file)),
);
const refusals = new Set(
  [...refusing.matchAll(/(?:refused|super|query|Problem|without|Cell)\(\s*(?:\d+, "[^"]*",\s*)?([^;]*?)\);/g)]
    .map(([, text]) => text!.replaceAll(/"\s*\+[^"]*?\+\s*"/g, "7"))
    .flatMap((text) => [...text.matchAll(/"((?:[^"\\]|\\.)*\.)\s?"/g)].map(([, sentence]) => sentence!.trim()))
    .filter((text) => text.length > 20 && !text.includes("\\") && !/ is an object/.test(text)),
);
/** The refusals and notes about the observer, steering and faults, with a 7 in place of each value. */
const observing = source(
  files.filter((file) => /(flower\/observer\/\w+|simulation\/(Observation|ResumeRequest))\.java$/.test(file)),
);
const notes = new Set(
  [...observing.matchAll(/(?:RunSettingsInvalid|nothing|refused|Optional\.of)\(\s*("[^;]*?)\);/g)]
    .map(([, text]) => text!.replaceAll(/"\s*\+[^"]*?\+\s*"/g, "7"))
    .flatMap((text) => [...text.matchAll(/"((?:[^"\\]|\\.)*\.)\s?"/g)].map(([, sentence]) => sentence!.trim()))
    .filter((text) => text.length > 20 && !text.includes("\\")),
);
/** The refusals of files of weights, with a 7 in place of each value. */
const reading = source(
  files.filter((file) => /(^|\/)(weights|zip)\/\w+\.java$/.test(file) && !file.includes("model/")),
);
const unread = new Set(
  [...reading.matchAll(/(?:because|new WeightsRefused)\(\s*([^;]*?)\);/g)]
    .map(([, text]) => text!.replaceAll(/"\s*\+[^"]*?\+\s*"/g, "7"))
    .flatMap((text) => [...text.matchAll(/"([A-Z](?:[^"\\]|\\.)*\.)\s?"/g)].map(([, sentence]) => sentence!))
    .filter((text) => text.length > 10 && text !== "The file is damaged: 7."),
);
const damages = new Set([
  "The file is damaged: the array 7 is no NumPy array.",
  "The file is damaged: the array 7 has an incomplete header.",
  "The file is damaged: the array 7 has a header that FLSys does not read.",
  ...[...reading.matchAll(/damaged\(\s*("(?:it|its|a|the) [^;]*?)\);/g)]
    .map(([, text]) => text!.replaceAll(/"\s*\+[^"]*?\+\s*"/g, "7").replace(/"\s*\+.*$/s, "7"))
    .map((text) => `The file is damaged: ${text.replaceAll('"', "")}.`)
    // Without the templates of which only values remain.
    .filter((text) => !/^[^:]+: (the array 7 )?7\.$/.test(text)),
]);
const sizes = [
  "The grid has 1100 runs (100 x 11 repeats); at most 1000 are accepted. Leave values out, or make several experiments.",
  "The list of rounds has 1001 values; at most 1000 runs are accepted.",
  "50 experiments have not ended; no further one is accepted now. Stop one, or wait.",
  "Welch's test needs two completed runs of each setting with this metric; there are 1 and 0.",
];
const SCRIPTS = "src/main/resources/dev/flsys/model/export";
const scripts = readdirSync(SCRIPTS).map((file) => readFileSync(`${SCRIPTS}/${file}`, "utf8"));
const everything = [source(files), ...scripts].join("\n");

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

  it.each([...refusals, ...sizes])("%s, of experiments, has a translation", (text) => {
    expect(inChinese(text)).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+/);
  });

  it.each([...notes])("%s, of observed runs, has a translation", (text) => {
    expect(inChinese(text)).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+/);
  });

  it.each([...unread, ...damages])("%s, of weights, has a translation", (text) => {
    expect(inChinese(text).replaceAll(/torch\.save.*?PATH\)|np\.savez.*?\]\)/g, "")).not.toMatch(
      /[A-Za-z]+ [a-z]+ [a-z]+/,
    );
  });

  it("has the refusals of weights", () => {
    expect(unread.size).toBeGreaterThan(15);
    expect(damages.size).toBeGreaterThan(25);
  });

  it("has the notes of observed runs", () => {
    expect(notes.size).toBeGreaterThan(10);
  });

  it("has the refusals of experiments", () => {
    expect(refusals.size).toBeGreaterThan(20);
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
