import { ApiError, access, getBlob, removeAt, session } from "./api";
import { ROOT } from "./root";
import type { Model } from "./types";

/** The bytes of an upload that were sent, and all of them. */
export type Sent = (bytes: number, all: number) => void;

function path(id: string): string {
  return `api/models/${encodeURIComponent(id)}`;
}

/**
 * Uploads a model file. A request of `fetch` does not report what was sent.
 *
 * @param replace whether a file of that name is replaced
 * @throws ApiError with the service's own message; status 0 if the connection is lost
 * @throws DOMException with the name AbortError if `abort` is signalled
 */
export function uploadModel(file: File, replace: boolean, sent: Sent, abort: AbortSignal): Promise<Model> {
  const query = new URLSearchParams({ name: file.name, ...(replace ? { replace: "true" } : {}) });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = (): void => request.abort();
    request.open("POST", new URL(`api/models/?${query}`, ROOT));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const { token } = access;
    if (token) {
      request.setRequestHeader("Authorization", `Bearer ${token}`);
    }
    if (session.token) {
      request.setRequestHeader("X-Session", session.token);
    }
    request.upload.onprogress = (event) => sent(event.loaded, event.total);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300) {
        resolve(answer as unknown as Model);
        return;
      }
      if (request.status === 401 && token === access.token) {
        access.wanted = true;
        access.dispatchEvent(new Event("unauthorized"));
      }
      const seconds = Number(request.getResponseHeader("Retry-After") ?? Number.NaN);
      const message = typeof answer["error"] === "string" ? answer["error"] : request.responseText.slice(0, 500);
      reject(new ApiError(request.status, message, seconds >= 0 ? seconds : undefined, "error" in answer));
    };
    request.onerror = () => reject(new ApiError(0, ""));
    request.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    request.onloadend = () => abort.removeEventListener("abort", cancel);
    abort.addEventListener("abort", cancel);
    request.send(file);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Moves the file of a model to the trash. */
export async function deleteModel(id: string): Promise<void> {
  await removeAt(path(id));
}

/** The file of a model: its address, or its content if the service requires a token, which an address cannot have. */
export async function modelFile(id: string): Promise<Blob | string> {
  const at = `${path(id)}/file`;
  return access.token ? getBlob(at) : new URL(at, ROOT).href;
}
