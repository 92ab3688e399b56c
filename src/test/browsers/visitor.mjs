// A visitor of the console: finds elements through shadow roots, and collects what the browser complains about.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

/** Simulations and busy machines take their time; what is there is not waited for. */
const PATIENCE_MILLIS = 120_000;
/** For the end of a simulation. */
export const RUN_MILLIS = 300_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** Starts a browser: `firefox` or `chrome`. */
export function launch(browser, executablePath, extraPrefsFirefox = {}) {
  return puppeteer.launch({
    browser,
    executablePath,
    extraPrefsFirefox,
    protocolTimeout: RUN_MILLIS,
    timeout: PATIENCE_MILLIS,
    // Containers provide no user namespaces.
    args: browser === "chrome" ? ["--no-sandbox", "--hide-scrollbars", "--font-render-hinting=none"] : [],
  });
}

/** Runs in the page: the first visible element of a kind, in any shadow root, whose name or text matches. */
function find(selector, source) {
  const wanted = new RegExp(source, "u");
  const named = (element) =>
    [
      element.getAttribute("aria-label"),
      element.labels?.[0]?.innerText,
      element.getAttribute("title"),
      element.innerText ?? element.textContent,
    ].some((text) => text && wanted.test(text.trim()));
  const search = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const isFound = element.matches(selector) && (element.type === "file" || element.checkVisibility());
      if (isFound && (source === "" || named(element))) {
        return element;
      }
      const found = element.shadowRoot && search(element.shadowRoot);
      if (found) {
        return found;
      }
    }
    return null;
  };
  return search(document);
}

/** Emulates media features. Puppeteer refuses some that Chromium knows, such as forced colours. */
async function emulate(page, features) {
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features });
}

export class Visitor {
  /** What the page has complained about: errors, warnings, blocked contents. */
  complaints = [];

  constructor(page, address) {
    this.page = page;
    this.address = address;
  }

  static async visit(browser, address, size = { width: 1280, height: 900 }, features = []) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const visitor = new Visitor(page, address);
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.on("pageerror", (error) => visitor.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // An answer of 4xx is not an error of the page.
      if (["error", "warn"].includes(message.type()) && !message.text().startsWith("Failed to load resource")) {
        visitor.complaints.push(`${message.type()}: ${message.text()}`);
      }
      if (message.type() === "debug" && message.text().startsWith("blocked: ")) {
        visitor.complaints.push(message.text());
      }
    });
    await page.evaluateOnNewDocument(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        console.debug(`blocked: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    await page.setViewport(size);
    if (features.length > 0) {
      await emulate(page, features);
    }
    await page.goto(`${address}/`);
    return visitor;
  }

  /** Waits for a visible element whose label or text matches, and returns it. */
  async see(selector, text = /(?:)/, timeout = PATIENCE_MILLIS) {
    const source = text instanceof RegExp ? text.source : `^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
    try {
      const handle = await this.page.waitForFunction(
        find,
        { polling: 100, timeout },
        selector,
        source === "(?:)" ? "" : source,
      );
      return handle.asElement();
    } catch (error) {
      throw new Error(`There is no ${selector} ${text} at ${this.page.url()}`, { cause: error });
    }
  }

  /** Waits until an element is gone. */
  async miss(selector, text) {
    await this.page.waitForFunction(`!(${find})(${JSON.stringify(selector)}, ${JSON.stringify(text.source)})`, {
      polling: 100,
    });
  }

  async click(selector, text) {
    const element = await this.see(selector, text);
    await element.evaluate((node) => node.scrollIntoView({ block: "center" }));
    await element.click();
    await element.dispose();
  }

  /** Ticks a checkbox with the keyboard: a list that is still loading may move it away from the pointer. */
  async tick(text) {
    const box = await this.see("input[type=checkbox]", text);
    await box.press(" ");
    await this.page.waitForFunction((node) => node.checked, { polling: 100 }, box);
    await box.dispose();
  }

  /** Replaces the value of a field, as a keyboard does. */
  async fill(selector, text, value) {
    const field = await this.see(selector, text);
    await field.evaluate((node) => node.scrollIntoView({ block: "center" }));
    await field.focus();
    await field.evaluate((node) => node.select());
    await field.type(value);
    await field.dispose();
  }

  /** Opens a view by its address, without a new page. */
  async go(hash) {
    await this.page.evaluate((wanted) => (location.hash = wanted), hash);
  }

  /** Waits until a canvas has some colours: an axis, its texts and curves have more than five. */
  async drawn(selector, colours = 5) {
    await this.page.waitForFunction(
      `(() => {
        const canvas = (${find})(${JSON.stringify(selector)}, "");
        if (!canvas || canvas.width === 0 || canvas.height === 0) { return false; }
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let at = 0; at < data.length; at += 4) { seen.add([data[at], data[at + 1], data[at + 2], data[at + 3]].join()); }
        return seen.size >= ${colours};
      })()`,
      { polling: 100 },
    );
  }

  /** The focused element, through shadow roots: its name, and its outline. */
  focused() {
    return this.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) {
        element = element.shadowRoot.activeElement;
      }
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { name: element.localName, type: element.type ?? "", outlineStyle, outlineWidth };
    });
  }

  /** Fails if the page has complained, or if axe-core finds something serious. */
  async check(what) {
    await this.page.evaluate(AXE);
    const barriers = await this.page.evaluate(async (tags) => {
      const { violations } = await window.axe.run(document, {
        runOnly: tags,
        resultTypes: ["violations"],
      });
      return violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`)}`);
    }, TAGS);
    assert.deepEqual(barriers, [], `axe-core finds barriers in ${what}`);
    assert.deepEqual(this.complaints, [], `The browser complains in ${what}`);
  }
}
