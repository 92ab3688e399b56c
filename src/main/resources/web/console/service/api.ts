import { forThisVisit, lasting } from "../app/preferences";
import { ROOT } from "./root";
import { share } from "./share";

const PATIENCE_MILLIS = 120_000;

/**
 * An error response of the service. Status 0: the service was not reached. `retryAfter`: seconds of Retry-After, if
 * sent. `answered`: the service itself gave this answer, not a proxy before it.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter?: number,
    readonly answered = false,
  ) {
    super(message);
  }

  /** Whether the service did not answer, either directly or through a proxy. */
  get isOutage(): boolean {
    return (
      this.status === 0 ||
      this.status === 502 ||
      // A model that took too long is also 504. The same request would hang again.
      (this.status === 504 && !this.answered) ||
      (this.status === 503 && !this.passesAfter)
    );
  }

  /** Whether the same request may succeed later. */
  get passes(): boolean {
    return this.isOutage || this.passesAfter;
  }

  private get passesAfter(): boolean {
    return this.retryAfter !== undefined;
  }
}

/** API_TOKEN. Dispatches `unauthorized` when the service requires it, and `authorized` when it has been entered. */
class Access extends EventTarget {
  /** Whether the last call was rejected because the token was missing or wrong. */
  wanted = false;

  get token(): string | undefined {
    return forThisVisit.read("token");
  }

  give(token: string): void {
    this.wanted = false;
    forThisVisit.write("token", token);
    this.dispatchEvent(new Event("authorized"));
  }
}

export const access = new Access();

/** The token that proves which simulations belong to the reader. The browser keeps it for all tabs. */
class Session {
  /** The token that this page uses. Another tab may have stored a newer one. */
  token = lasting.read("session");

  /** The token that the browser keeps. */
  get kept(): string | undefined {
    return lasting.read("session");
  }

  keep(token: string): void {
    this.token = token;
    lasting.write("session", token);
  }

  /** Uses the token that another tab has stored. */
  adopt(): void {
    this.token = this.kept;
  }
}

export const session = new Session();

export async function getJson<T>(path: string): Promise<T> {
  return json<T>(await call(path, bounded({})));
}

export async function postJson<T>(path: string, body: unknown, abort?: AbortSignal): Promise<T> {
  return json<T>(await post(path, body, abort));
}

/** Sends a JSON body. */
export function post(path: string, body: unknown, abort?: AbortSignal): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return call(path, bounded({ method: "POST", body: JSON.stringify(body), headers }, abort));
}

/** Replaces a resource. */
export async function putJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return json<T>(await call(path, bounded({ method: "PUT", body: JSON.stringify(body), headers })));
}

/** Changes a resource by a JSON merge patch (RFC 7396). */
export async function patchJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/merge-patch+json" };
  return json<T>(await call(path, bounded({ method: "PATCH", body: JSON.stringify(body), headers })));
}

/** Deletes the resource at a path. */
export function removeAt(path: string): Promise<Response> {
  return call(path, bounded({ method: "DELETE" }));
}

/** Deletes the resource at a path, and returns the answer. */
export async function deleteJson<T>(path: string): Promise<T> {
  return json<T>(await removeAt(path));
}

/** Requests content that may be large, without a time limit. */
export async function getBlob(path: string): Promise<Blob> {
  const response = await call(path, {});
  return complete(response.blob());
}

/** Reads an answer with one JSON value per line. Values that arrive together are passed to `take` together. */
export async function getLines<T>(path: string, take: (values: T[]) => void): Promise<void> {
  const response = await call(path, bounded({ headers: { Accept: "application/x-ndjson" } }));
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let isEnd = false; !isEnd; ) {
    const { done, value } = await complete(reader.read());
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    take(lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T));
    isEnd = done;
  }
}

function json<T>(response: Response): Promise<T> {
  return complete(response.json() as Promise<T>);
}

/** @throws ApiError with status 0 if the connection is lost before the end */
async function complete<T>(body: Promise<T>): Promise<T> {
  try {
    return await body;
  } catch (failed) {
    throw failed instanceof SyntaxError ? failed : unreached(failed);
  }
}

function unreached(failed: unknown): unknown {
  // The page itself has cancelled the request.
  const isGivenUp = failed instanceof DOMException && failed.name === "AbortError";
  return isGivenUp ? failed : new ApiError(0, failed instanceof Error ? failed.message : "");
}

function bounded(init: RequestInit, abort?: AbortSignal): RequestInit {
  const limit = AbortSignal.timeout(PATIENCE_MILLIS);
  return { ...init, signal: abort ? AbortSignal.any([limit, abort]) : limit };
}

/** @throws ApiError with the service's own message */
async function call(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const { token } = access;
  if (share.token !== undefined) {
    headers.set("X-Share", share.token);
  } else {
    if (token) {
      headers.set("Authorization", `Bearer ${token}`);
    }
    if (session.token) {
      headers.set("X-Session", session.token);
    }
  }
  let response: Response;
  try {
    response = await fetch(new URL(path, ROOT), { ...init, headers });
  } catch (failed) {
    throw unreached(failed);
  }
  // The result of a call that was sent before the token was entered is not about the new token.
  if (response.status === 401 && token === access.token) {
    access.wanted = true;
    access.dispatchEvent(new Event("unauthorized"));
  }
  if (!response.ok) {
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    const answered = response.headers.get("Content-Type")?.includes("problem+json") ?? false;
    throw new ApiError(response.status, await reason(response), seconds >= 0 ? seconds : undefined, answered);
  }
  return response;
}

async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { error?: unknown; detail?: unknown };
    const message = body.error ?? body.detail;
    return typeof message === "string" ? message : text;
  } catch {
    return text.slice(0, 500);
  }
}
