// A page of an old front end in a browser, with the script and the global `io` of socket.io-client 2:
//   node old_pages.mjs
// It prints the origin of the page first, which the service must allow, and then reads the address of the service. The page runs
// a simulation over each of the client's transports. The exit status is 0 if all pass, else 1.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const LIMIT_MILLISECONDS = 60_000;
const TEXT = "模拟 😀 é";

/** The options with which the page's front ends connect. */
const OPTIONS = [
  { transports: ["polling"] },
  { transports: ["websocket"] },
  {},
  { transports: ["polling"], forceJSONP: true, upgrade: false },
];

/** Runs in the page. */
async function runAll(address, options, text) {
  const run = (option) =>
    new Promise((resolve) => {
      const lines = [];
      const socket = io(address, { ...option, forceNew: true, reconnection: false });
      const end = (outcome) => {
        resolve({ outcome, transport: socket.io.engine?.transport?.name });
        socket.close();
      };
      for (const failure of ["connect_error", "error", "simulation_error", "disconnect"]) {
        socket.on(failure, (reason) => end(`${failure}: ${reason?.message ?? reason}`));
      }
      socket.on("connect", () => socket.emit("start_simulation", { rounds: 2, say: [text] }));
      socket.on("simulation_log", (data) => lines.push(data.message));
      socket.on("simulation_complete", () => {
        const bytes = new Uint8Array([0, 1, 255]).buffer;
        socket.emit("unheard_of", { bytes }, (answer) => {
          const wrong = lines.includes(text) ? "" : `the line does not come back: ${lines.join("; ")}`;
          end(answer.error ? wrong : "an event that there is not is acknowledged without an error");
        });
      });
    });
  const results = [];
  for (const option of options) {
    results.push(await run(option));
  }
  await fetch("/results", { method: "POST", body: JSON.stringify(results) });
}

const script = await readFile(
  join(createRequire(import.meta.url).resolve("socket.io-client-2"), "../../dist/socket.io.js"),
);
let takeResults;
const results = new Promise((resolve) => (takeResults = resolve));

const server = createServer(async (request, response) => {
  if (request.url === "/socket.io.js") {
    response.setHeader("Content-Type", "text/javascript").end(script);
  } else if (request.url === "/results") {
    const parts = await request.toArray();
    response.end();
    takeResults(JSON.parse(Buffer.concat(parts).toString()));
  } else {
    const call = `(${runAll})(${[address, OPTIONS, TEXT].map((value) => JSON.stringify(value)).join(", ")})`;
    response
      .setHeader("Content-Type", "text/html; charset=utf-8")
      .end(`<!doctype html><body><script src="/socket.io.js"></script><script>${call}</script>`);
  }
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
const [address] = await once(createInterface({ input: process.stdin }), "line");

const profile = await mkdtemp(join(tmpdir(), "old pages "));
const browser = spawn(
  process.env.CHROMIUM ?? "chromium",
  [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    `--user-data-dir=${profile}`,
    `http://127.0.0.1:${server.address().port}/`,
  ],
  { stdio: "ignore" },
);
const outcome = await Promise.race([
  results,
  new Promise((resolve) => browser.on("error", (error) => resolve(error.message))),
  new Promise((resolve) => setTimeout(resolve, LIMIT_MILLISECONDS, "the page does not report")),
]);
const ended =
  browser.exitCode === null && browser.pid ? new Promise((resolve) => browser.on("exit", resolve)) : undefined;
browser.kill("SIGKILL");
await ended;
await rm(profile, { recursive: true, force: true, maxRetries: 5 });

let failures = 0;
for (const [index, option] of OPTIONS.entries()) {
  const result = Array.isArray(outcome) ? outcome[index] : { outcome };
  const title = `socket.io-client 2 in a browser, ${JSON.stringify(option)}: a simulation runs to its end`;
  const expected = option.transports?.[0] ?? "websocket";
  const wrong = result.outcome || (result.transport === expected ? "" : `the transport is ${result.transport}`);
  failures += wrong ? 1 : 0;
  console.log(wrong ? `FAILED  ${title}\n        ${wrong}` : `passed  ${title}`);
}
process.exit(failures === 0 ? 0 : 1);
