// The main paths of every view in Firefox, with the real service and a real simulation.
import assert from "node:assert/strict";
import { join } from "node:path";
import { launch, RUN_MILLIS, Visitor } from "./visitor.mjs";

const [address, executable, project] = process.argv.slice(2);
const begin = performance.now();
/** A system with its own colours, white on black. The second one is the preference of pages for it. */
const FORCED_COLOURS = {
  "browser.display.document_color_use": 2,
  "browser.display.use_system_colors": false,
  "browser.display.foreground_color": "#ffffff",
  "browser.display.background_color": "#000000",
  "browser.display.foreground_color.dark": "#ffffff",
  "browser.display.background_color.dark": "#000000",
  "browser.anchor_color": "#ffff00",
  "browser.anchor_color.dark": "#ffff00",
  "layout.css.prefers-color-scheme.content-override": 0,
};

const passed = (what) => console.log(`passed  ${what} (${((performance.now() - begin) / 1000).toFixed(0)} s)`);

/** Every view of the navigation and beside it, with a text of it in both languages. */
const VIEWS = [
  ["#/models", "Models", "模型"],
  ["#/predict", "Predict", "预测"],
  ["#/training", "Training", "训练"],
  ["#/simulate", "Simulate", "模拟"],
  ["#/runs", "Runs", "记录"],
  ["#/experiments", "Experiments", "实验"],
  ["#/evaluate", "Evaluate", "评估"],
];

async function startSimulation(visitor, rounds) {
  await visitor.go("#/simulate");
  await visitor.fill("input", "rounds", String(rounds));
  await visitor.fill("input", "min_clients", "2");
  await visitor.fill("input", "fraction_fit", "1.0");
  await visitor.fill("input", "learning_rate", "0.05");
  await visitor.click("button", "Start");
  await visitor.page.waitForFunction(() => /^#\/simulate\/.+/.test(location.hash), { polling: 100 });
  return visitor.page.evaluate(() => location.hash);
}

async function predict(visitor) {
  await visitor.go("#/predict?models=LeNet&models=TinyResNet");
  const files = await visitor.see("input[type=file]");
  await files.uploadFile(join(project, "pictures", "digit_7.png"));
  for (const model of ["LeNet", "TinyResNet"]) {
    const card = await visitor.see(`section[aria-label="${model}"] [data-test=label]`);
    assert.equal(await card.evaluate((node) => node.textContent), "7", model);
  }
  await visitor.click("section[aria-label=LeNet] > button", "Explain");
  await visitor.see("canvas[role=img]", /^Map of 8 × 8 parts/);
  // The background, and at least one part.
  await visitor.drawn("canvas[role=img]", 2);
  await visitor.check("Predict");
  passed("Predict: a picture, two models, a map of the explanation");
}

async function training(visitor) {
  await visitor.go("#/training?models=LeNet");
  await visitor.tick("TinyResNet");
  const chart = await visitor.see("[role=img]", /^Accuracy by round.*LeNet: .*TinyResNet: /);
  await visitor.drawn(".plot canvas");
  await chart.evaluate((node) => node.scrollIntoView({ block: "center" }));
  const { x, y, width, height } = await chart.boundingBox();
  await visitor.page.mouse.move(x + width * 0.4, y + height / 2);
  await visitor.page.mouse.down();
  await visitor.page.mouse.move(x + width * 0.7, y + height / 2, { steps: 3 });
  await visitor.page.mouse.up();
  await visitor.page.waitForFunction(() => /from=\d+&to=\d+/.test(location.hash), { polling: 100 });
  await visitor.check("Training");
  passed("Training: curves, and a part of the rounds by a drag");
}

async function evaluate(visitor) {
  await visitor.go("#/evaluate");
  await visitor.fill("input[name=folder]", undefined, "labelled");
  await visitor.tick("LeNet");
  await visitor.tick("TinyResNet");
  await visitor.click("button", "Start");
  await visitor.see(".badge", "Completed");
  await visitor.see("svg[role=img]", /^Reliability/);
  await visitor.see("td.right");
  await visitor.check("an evaluation");
  passed("Evaluate: two models on labelled pictures");
}

async function modelList(visitor) {
  await visitor.go("#/models");
  await visitor.see(".title, strong, td, th, a, h2, h3", /TinyResNet/);
  await visitor.see("deployed-model");
  await visitor.check("Models");
  passed("Models: the list and the deployed model");
}

async function keys(visitor) {
  const { keyboard } = visitor.page;
  await visitor.go("#/training");
  await visitor.see("input[type=search]");
  await visitor.page.evaluate(() => document.activeElement?.blur());
  await keyboard.press("/");
  await visitor.page.waitForFunction("document.activeElement?.localName === 'flsys-app'", { polling: 100 });
  assert.equal((await visitor.focused()).type, "search");
  await keyboard.type("g/p?");
  assert.equal(await (await visitor.see("input[type=search]")).evaluate(({ value }) => value), "g/p?");
  await keyboard.press("Tab");
  const { outlineStyle, outlineWidth } = await visitor.focused();
  assert.notEqual(outlineStyle, "none", "The focus is visible");
  assert.notEqual(outlineWidth, "0px", "The focus is visible");
  await (await visitor.see("main")).focus();
  await keyboard.press("g");
  await keyboard.press("m");
  await visitor.see("h1", /Models/);
  await keyboard.press("?");
  await visitor.see("dialog[open]", /Keyboard shortcuts/);
  await visitor.check("the list of keys");
  await keyboard.press("Escape");
  await visitor.miss("dialog[open]", /Keyboard shortcuts/);
  passed("keys: search field, view, list of keys, visible focus");
}

/** Opens each view in the chosen language and theme. */
async function openAll(visitor, what, language) {
  for (const [hash, english, chinese] of VIEWS) {
    await visitor.go(hash);
    await visitor.see("h1", new RegExp(language === "zh" ? chinese : english, "i"));
    await visitor.check(`${hash}, ${what}`);
  }
  passed(`every view: ${what}`);
}

async function inFirefox(work, preferences = {}) {
  const browser = await launch("firefox", executable, preferences);
  try {
    console.log(`${await browser.version()} after ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    await work(await Visitor.visit(browser, address));
  } finally {
    await browser.close();
  }
}

await inFirefox(async (visitor) => {
  // The first simulation continues while the other views are used.
  const first = await startSimulation(visitor, 2);
  await visitor.see("[data-state]", /Running/);
  await openAll(visitor, "English, light");
  await visitor.click("button", "切换到中文");
  await visitor.see("nav a", /模型/);
  const theme = () => visitor.page.evaluate(() => document.documentElement.dataset.theme);
  for (let press = 0; press < 3 && (await theme()) !== "dark"; press++) {
    await visitor.click(".tools > button:last-of-type");
  }
  assert.equal(await theme(), "dark");
  await openAll(visitor, "Chinese, dark", "zh");
  await visitor.click("button", "Switch to English");
  await visitor.see("nav a", /Models/);
  await predict(visitor);
  await training(visitor);
  await evaluate(visitor);
  await modelList(visitor);
  await keys(visitor);

  await visitor.go(first);
  await visitor.see("[data-state]", "Completed", RUN_MILLIS);
  await visitor.see("[role=img]", /^Accuracy by round.*\d\.\d\d%/);
  await visitor.drawn(".plot canvas");
  await visitor.see(".row", /Federated training|ROUND|Round/i);
  await visitor.check("a completed simulation");
  await startSimulation(visitor, 100);
  await visitor.see("[data-state]", /Running/);
  await visitor.see(".row", /\S/);
  await visitor.click("button", "Stop");
  await visitor.see("dialog[open]", /Stop this simulation\?/);
  await visitor.click("dialog[open] button", "Stop");
  await visitor.see("[data-state]", "Stopped");
  await visitor.check("a stopped simulation");
  await visitor.go("#/runs");
  await visitor.see("[data-state]", "Stopped");
  await visitor.see("[data-state]", "Completed");
  await visitor.check("Runs");
  passed("Simulate: one simulation completed, one stopped, both in Runs");
});

await inFirefox(async (visitor) => {
  assert.ok(await visitor.page.evaluate(() => matchMedia("(forced-colors: active)").matches), "forced colours");
  await openAll(visitor, "forced colours");
  await visitor.go("#/training?models=LeNet");
  await visitor.tick("TinyResNet");
  await visitor.drawn(".plot canvas");
  await visitor.check("curves in forced colours");
  passed("forced colours: views and curves");
}, FORCED_COLOURS);
