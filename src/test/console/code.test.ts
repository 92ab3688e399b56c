import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type Call, type CodeLanguage, example } from "../../main/resources/web/console/predict/code";

const PICTURE = Buffer.from([0x89, 0x50, 0, 0xff]);

interface Request {
  body: unknown;
  type: string | undefined;
  authorization: string | undefined;
}

/** Runs an example against a server of this test, and returns the request and the output. */
async function run(language: CodeLanguage, call: Omit<Call, "address">, command: [string, ...string[]]) {
  const folder = mkdtempSync(join(tmpdir(), "flsys-code-"));
  const requests: Request[] = [];
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { authorization } = request.headers;
      const body = JSON.parse(Buffer.concat(parts).toString());
      requests.push({ body, type: request.headers["content-type"], authorization });
      answer.setHeader("Content-Type", "application/json");
      answer.end(JSON.stringify({ predictions: [{ label: "八", probability: 0.75 }] }));
    });
  });
  try {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/predict/`;
    writeFileSync(join(folder, call.file), PICTURE);
    const program = join(folder, language === "javascript" ? "ask.mjs" : "ask.sh");
    writeFileSync(program, example(language, { ...call, address }));
    const [name, ...options] = command;
    const { stdout } = await promisify(execFile)(name, [...options, program], {
      cwd: folder,
      env: { ...process.env, API_TOKEN: "a token", HOME: "/nowhere", no_proxy: "127.0.0.1" },
    });
    return { request: requests[0], output: stdout.trim() };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const odd = { model: `net "5" it's $HOME \\ 网络`, file: `-it's a $HOME "picture" 图.png` };
const expected = { model_id: odd.model, image_data: PICTURE.toString("base64") };

describe("an example", () => {
  it("for a shell sends the model and the picture as they are named", async () => {
    const { request, output } = await run("curl", { ...odd, secured: false }, ["sh"]);
    expect(request).toEqual({ body: expected, type: "application/json", authorization: undefined });
    expect(JSON.parse(output).predictions[0].label).toBe("八");
  });

  it("for JavaScript sends the model and the picture as they are named", async () => {
    const { request, output } = await run("javascript", { ...odd, secured: false }, [process.execPath]);
    expect(request).toEqual({ body: expected, type: "application/json", authorization: undefined });
    expect(output).toBe("0.7500 八");
  });

  it("takes the API token from the environment", async () => {
    for (const [language, command] of [["curl", "sh"] as const, ["javascript", process.execPath] as const]) {
      const { request } = await run(language, { ...odd, secured: true }, [command]);
      expect(request?.authorization).toBe("Bearer a token");
      expect(request?.type).toBe("application/json");
    }
    expect(example("python", { ...odd, address: "http://localhost/", secured: true })).toContain(
      "os.environ['API_TOKEN']",
    );
  });
});
