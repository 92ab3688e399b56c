// Writes pictures of every view with the real service, after a real simulation and an evaluation, for a person to review. Also the
// picture of README.md. Chinese needs a font with its characters (Debian: fonts-wqy-zenhei).
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { launch, RUN_MILLIS, Visitor } from "./visitor.mjs";

const [address, executable, project, folder] = process.argv.slice(2);
const README = join(dirname(dirname(folder)), "console", "simulate.png");
const ROUNDS = 6;
const WIDE = { width: 1280, height: 900 };
/** Down to the clients of the simulation. */
const README_SIZE = { width: 1280, height: 1120 };
const NARROW = { width: 390, height: 844, isMobile: true, hasTouch: true };
/** The differences between the pictures of a view, each with its name in the files. */
const KINDS = [
  { name: "1280", size: WIDE, fullPage: true },
  { name: "390", size: NARROW },
  { name: "dark", size: WIDE, features: [{ name: "prefers-color-scheme", value: "dark" }] },
  { name: "chinese", size: WIDE, chinese: true },
  { name: "forced", size: WIDE, features: [{ name: "forced-colors", value: "active" }] },
];

/** The views in the order of their pictures: an address, and what makes the view complete. */
function views(simulation, evaluation) {
  return [
    ["models", "#/models", (visitor) => visitor.see(".title, strong, td, th, a, h2, h3", /TinyResNet/)],
    ["predict", "#/predict?models=LeNet&models=TinyResNet", showPrediction],
    ["training", "#/training?models=LeNet", showCurves],
    ["simulate", "#/simulate", (visitor) => visitor.see("input", /rounds|轮/)],
    ["simulation", simulation, (visitor) => visitor.drawn(".plot canvas")],
    ["runs", "#/runs", (visitor) => visitor.see("td [data-state]")],
    ["experiments", "#/experiments", (visitor) => visitor.see("textarea", /rounds/)],
    ["evaluate", "#/evaluate", (visitor) => visitor.see("a.item")],
    ["evaluation", evaluation, (visitor) => visitor.see("td.right")],
  ];
}

async function showPrediction(visitor) {
  const files = await visitor.see("input[type=file]");
  await files.uploadFile(join(project, "pictures", "digit_7.png"));
  for (const model of ["LeNet", "TinyResNet"]) {
    await visitor.see(`section[aria-label="${model}"] [data-test=label]`);
  }
  // The samples are loaded one after the other.
  await visitor.see("button", /digit_9\.png/);
}

async function showCurves(visitor) {
  await visitor.tick("TinyResNet");
  await visitor.see("[role=img]", /LeNet: .*TinyResNet: /);
  await visitor.drawn(".plot canvas");
}

/** Runs in the page: whether nothing is being loaded any more, in any shadow root. */
function isSettled(root = document) {
  return [...root.querySelectorAll("*")].every((element) => {
    const isPicture = element.localName === "img" && element.src && !element.complete;
    const isText = element.matches("p, span") && /^(Loading|加载中)/.test(element.textContent.trim());
    return !((isPicture || isText) && element.checkVisibility()) && (!element.shadowRoot || isSettled(element.shadowRoot));
  });
}

/** Waits until the view is complete, and shows its top. */
async function settle(visitor) {
  await visitor.page.waitForFunction(`(${isSettled})()`, { polling: 100 });
  await visitor.page.evaluate(() => window.scrollTo(0, 0));
  await visitor.page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
}

/** Makes the contents of the pictures, and returns the addresses of the simulation and the evaluation. */
async function prepare(browser) {
  const visitor = await Visitor.visit(browser, address, README_SIZE);
  await visitor.go("#/simulate");
  const values = { rounds: ROUNDS, min_clients: 2, fraction_fit: "1.0", learning_rate: 0.05 };
  for (const [name, value] of Object.entries(values)) {
    await visitor.fill("input", name, String(value));
  }
  await visitor.click("button", "Start");
  await visitor.see("[data-state]", "Completed", RUN_MILLIS);
  const simulation = await visitor.page.evaluate(() => location.hash);
  await visitor.drawn(".plot canvas");
  await visitor.see("run-clients");
  await settle(visitor);
  await visitor.page.screenshot({ path: README });
  await visitor.page.setViewport(WIDE);
  await visitor.go("#/evaluate");
  await visitor.fill("input[name=folder]", undefined, "labelled");
  await visitor.tick("LeNet");
  await visitor.tick("TinyResNet");
  await visitor.click("button", "Start");
  await visitor.see(".badge", "Completed");
  return [simulation, await visitor.page.evaluate(() => location.hash)];
}

await mkdir(folder, { recursive: true });
for (const file of await readdir(folder)) {
  if (file.endsWith(".webp")) {
    await rm(join(folder, file));
  }
}
const browser = await launch("chrome", executable);
try {
  const [simulation, evaluation] = await prepare(browser);
  for (const { name, size, features, chinese, fullPage = false } of KINDS) {
    const visitor = await Visitor.visit(browser, address, size, features);
    if (chinese) {
      await visitor.click("button", "切换到中文");
      await visitor.see("nav a", /模型/);
    }
    for (const [view, hash, complete] of views(simulation, evaluation)) {
      await visitor.go(hash);
      await complete(visitor);
      await settle(visitor);
      const path = join(folder, `${view}-${name}.webp`);
      await visitor.page.screenshot({ path, type: "webp", quality: 45, fullPage });
      const width = await visitor.page.evaluate(() => document.documentElement.scrollWidth);
      console.log(`written ${view}-${name}${width > size.width ? ` (WIDER than the screen: ${width} px)` : ""}`);
    }
    await visitor.check(`the last view, ${name}`);
  }
} finally {
  await browser.close();
}
