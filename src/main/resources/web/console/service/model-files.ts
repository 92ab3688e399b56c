import { access, getBlob, removeAt } from "./api";
import { ROOT } from "./root";
import type { Model } from "./types";
import { type Sent, upload } from "./upload";

function path(id: string): string {
  return `api/models/${encodeURIComponent(id)}`;
}

/**
 * Uploads a model file, as {@link upload} does.
 *
 * @param replace whether a file of that name is replaced
 */
export function uploadModel(file: File, replace: boolean, sent: Sent, abort: AbortSignal): Promise<Model> {
  const query = new URLSearchParams({ name: file.name, ...(replace ? { replace: "true" } : {}) });
  return upload(`api/models/?${query}`, "application/octet-stream", file, sent, abort);
}

/**
 * Moves the file of a model to the trash.
 *
 * @returns the entry of the trash; empty if the service does not name it
 */
export async function deleteModel(id: string): Promise<string> {
  const location = (await removeAt(path(id))).headers.get("Location") ?? "";
  return decodeURIComponent(location.slice(location.lastIndexOf("/") + 1));
}

/** The file of a model: its address, or its content if the service requires a token, which an address cannot have. */
export async function modelFile(id: string): Promise<Blob | string> {
  const at = `${path(id)}/file`;
  return access.token ? getBlob(at) : new URL(at, ROOT).href;
}
