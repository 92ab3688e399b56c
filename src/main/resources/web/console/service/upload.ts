import { ApiError, access, session } from "./api";
import { ROOT } from "./root";

/** Receives the sent bytes of an upload, and all of its bytes. */
export type Sent = (bytes: number, all: number) => void;

/**
 * Uploads a file as the body of a request. A request of `fetch` does not report the sent bytes.
 *
 * @param at the address, relative to the service
 * @param type the media type
 * @throws ApiError with the service's own message; status 0 if the connection is lost
 * @throws DOMException with the name AbortError if `abort` is signalled
 */
export function upload<T>(at: string, type: string, file: File, sent: Sent, abort: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = (): void => request.abort();
    request.open("POST", new URL(at, ROOT));
    request.setRequestHeader("Content-Type", type);
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
        resolve(answer as unknown as T);
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
