import { forThisVisit, lasting } from "../app/preferences";

/** Where the service is: the bundle lies two folders below, under whatever path a proxy puts in front. */
export const ROOT = new URL("../../", import.meta.url);

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
}

/** Tells `unauthorized` when the service asks for API_TOKEN, and `authorized` when it has been given. */
class Access extends EventTarget {
  get token(): string | undefined {
    return forThisVisit.read("token");
  }

  give(token: string): void {
    forThisVisit.write("token", token);
    this.dispatchEvent(new Event("authorized"));
  }
}

export const access = new Access();

/** The token that proves whose simulations are one's own; the browser keeps it. */
export const session = {
  get token(): string | undefined {
    return lasting.read("session");
  },
  keep(token: string): void {
    lasting.write("session", token);
  },
};

export async function getJson<T>(path: string): Promise<T> {
  return (await (await call(path, {})).json()) as T;
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  return (await (await post(path, body)).json()) as T;
}

/** The answer to a JSON body. */
export function post(path: string, body: unknown): Promise<Response> {
  return call(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
}

/** What may be long, so that it may take as long as it does. */
export async function getBlob(path: string): Promise<Blob> {
  return (await call(path, {}, false)).blob();
}

/** @throws ApiError with the reason in the service's words */
async function call(path: string, init: RequestInit, bounded = true): Promise<Response> {
  const headers = new Headers(init.headers);
  if (access.token) {
    headers.set("Authorization", `Bearer ${access.token}`);
  }
  if (session.token) {
    headers.set("X-Session", session.token);
  }
  let response: Response;
  try {
    const limit = bounded ? { signal: AbortSignal.timeout(PATIENCE_MILLIS) } : {};
    response = await fetch(new URL(path, ROOT), { ...init, ...limit, headers });
  } catch (unreached) {
    throw new ApiError(0, unreached instanceof Error ? unreached.message : "");
  }
  if (response.status === 401) {
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
