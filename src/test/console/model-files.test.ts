import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../main/resources/web/console/service/api";
import { modelFile, uploadModel } from "../../main/resources/web/console/service/model-files";

class FakeRequest {
  static last: FakeRequest;
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers = new Map<string, string>();
  method = "";
  address = new URL("http://none");
  body: unknown;
  status = 0;
  responseText = "";
  answered: Record<string, string> = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;

  constructor() {
    FakeRequest.last = this;
  }

  open(method: string, address: URL): void {
    this.method = method;
    this.address = address;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  getResponseHeader(name: string): string | null {
    return this.answered[name] ?? null;
  }

  send(body: unknown): void {
    this.body = body;
  }

  abort(): void {
    this.onabort?.();
    this.onloadend?.();
  }

  answer(status: number, text: string): void {
    this.status = status;
    this.responseText = text;
    this.onload?.();
    this.onloadend?.();
  }
}

const file = new File(["weights"], "模型 & 1.pth");

beforeEach(() => {
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("uploadModel", () => {
  it("sends the file under its name and reports the progress", async () => {
    const sent = vi.fn();
    const upload = uploadModel(file, true, sent, new AbortController().signal);
    const request = FakeRequest.last;
    request.upload.onprogress?.({ loaded: 3, total: 7 });
    request.answer(201, '{"id":"模型 & 1"}');

    expect(request.method).toBe("POST");
    expect(request.address.pathname).toMatch(/\/api\/models\/$/);
    expect(Object.fromEntries(request.address.searchParams)).toEqual({ name: "模型 & 1.pth", replace: "true" });
    expect(request.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(request.body).toBe(file);
    expect(sent).toHaveBeenCalledWith(3, 7);
    expect((await upload).id).toBe("模型 & 1");
  });

  it("does not replace a file unless it is asked to", () => {
    void uploadModel(file, false, vi.fn(), new AbortController().signal);

    expect(FakeRequest.last.address.searchParams.has("replace")).toBe(false);
  });

  it("fails with the reason of the service, and when to try again", async () => {
    const upload = uploadModel(file, false, vi.fn(), new AbortController().signal);
    FakeRequest.last.answered = { "Retry-After": "10" };
    FakeRequest.last.answer(503, '{"error":"Too many files are being uploaded."}');

    const failed = (await upload.catch((error: unknown) => error)) as ApiError;
    expect(failed).toBeInstanceOf(ApiError);
    expect([failed.status, failed.message, failed.retryAfter]).toEqual([503, "Too many files are being uploaded.", 10]);
  });

  it("fails with the text of a proxy, and with status 0 if the connection is lost", async () => {
    const proxied = uploadModel(file, false, vi.fn(), new AbortController().signal);
    FakeRequest.last.answer(413, "<html>too large</html>");
    await expect(proxied).rejects.toMatchObject({ status: 413, message: "<html>too large</html>" });

    const lost = uploadModel(file, false, vi.fn(), new AbortController().signal);
    FakeRequest.last.onerror?.();
    await expect(lost).rejects.toMatchObject({ status: 0 });
  });

  it("can be cancelled", async () => {
    const abort = new AbortController();
    const upload = uploadModel(file, false, vi.fn(), abort.signal);
    abort.abort();

    await expect(upload).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("modelFile", () => {
  it("is an address if no token is needed", async () => {
    expect(await modelFile("a b@run")).toMatch(/\/api\/models\/a%20b%40run\/file$/);
  });
});
