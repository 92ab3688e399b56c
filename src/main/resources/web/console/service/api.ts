import { forThisVisit, lasting } from "../app/preferences";
import { ROOT } from "./root";

const PATIENCE_MILLIS = 120_000;

/** What the service refused or could not do. Status 0: it was not reached. `retryAfter`: seconds, where it says when to come back. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** Whether neither the service nor, through a proxy in front of it, an answer of the service was reached. */
  get isOutage(): boolean {
    return (
      this.status === 0 || this.status === 502 || this.status === 504 || (this.status === 503 && !this.passesAfter)
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

/** Tells `unauthorized` when the service asks for API_TOKEN, and `authorized` when it has been given. */
class Access extends EventTarget {
  /** Whether the last call was refused for want of it. */
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

/** The token that proves whose simulations are one's own; the browser keeps it, for all tabs. */
class Session {
  /** What this page uses; another tab may have kept another one since. */
  token = lasting.read("session");

  /** What is kept now. */
  get kept(): string | undefined {
    return lasting.read("session");
  }

  keep(token: string): void {
    this.token = token;
    lasting.write("session", token);
  }

  /** Uses what another tab has kept. */
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

/** The answer to a JSON body. */
export function post(path: string, body: unknown, abort?: AbortSignal): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return call(path, bounded({ method: "POST", body: JSON.stringify(body), headers }, abort));
}

/** What may be long, so that it may take as long as it does. */
export async function getBlob(path: string): Promise<Blob> {
  const response = await call(path, {});
  return whole(response.blob());
}

/** The JSON values of an answer that has one per line, handed over as they arrive, those that arrive together at once. */
export async function getLines<T>(path: string, take: (values: T[]) => void): Promise<void> {
  const response = await call(path, bounded({ headers: { Accept: "application/x-ndjson" } }));
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let isEnd = false; !isEnd; ) {
    const { done, value } = await whole(reader.read());
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    take(lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T));
    isEnd = done;
  }
}

function json<T>(response: Response): Promise<T> {
  return whole(response.json() as Promise<T>);
}

/** @throws ApiError with status 0 if the connection is lost before the end */
async function whole<T>(body: Promise<T>): Promise<T> {
  try {
    return await body;
  } catch (failed) {
    throw failed instanceof SyntaxError ? failed : unreached(failed);
  }
}

function unreached(failed: unknown): unknown {
  // The page itself has given the request up.
  const isGivenUp = failed instanceof DOMException && failed.name === "AbortError";
  return isGivenUp ? failed : new ApiError(0, failed instanceof Error ? failed.message : "");
}

function bounded(init: RequestInit, abort?: AbortSignal): RequestInit {
  const limit = AbortSignal.timeout(PATIENCE_MILLIS);
  return { ...init, signal: abort ? AbortSignal.any([limit, abort]) : limit };
}

/** @throws ApiError with the reason in the service's words */
async function call(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const { token } = access;
  if (token) {
    headers.set("Authorization", `Bearer ${token}`);
  }
  if (session.token) {
    headers.set("X-Session", session.token);
  }
  let response: Response;
  try {
    response = await fetch(new URL(path, ROOT), { ...init, headers });
  } catch (failed) {
    throw unreached(failed);
  }
  // A call from before the token was given says nothing about it.
  if (response.status === 401 && token === access.token) {
    access.wanted = true;
    access.dispatchEvent(new Event("unauthorized"));
  }
  if (!response.ok) {
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    throw new ApiError(response.status, await reason(response), seconds >= 0 ? seconds : undefined);
  }
  return response;
}

async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { error?: unknown; detail?: unknown };
    const told = body.error ?? body.detail;
    return typeof told === "string" ? told : text;
  } catch {
    return text.slice(0, 500);
  }
}
