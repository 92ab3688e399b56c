import { deleteJson, getJson, postJson, removeAt } from "./api";
import type { Model } from "./types";

/** A model file that was deleted or replaced. */
export interface TrashedFile {
  id: string;
  name: string;
  kind: string;
  /** The path that the file had, relative to the project. */
  path: string;
  /** The number of files: the model, and its weights in other files. */
  files: number;
  size_bytes: number;
  deleted: string;
}

/** The content of the trash, the latest entry first, and its limits. */
export interface TrashListing {
  files: TrashedFile[];
  size_bytes: number;
  most_files: number;
  most_bytes: number;
}

function path(id: string): string {
  return `api/trash/${encodeURIComponent(id)}`;
}

export function trash(): Promise<TrashListing> {
  return getJson("api/trash");
}

/** Moves a file back to its place. */
export function restore(id: string): Promise<Model> {
  return postJson(`${path(id)}/restore`, {});
}

/** Deletes an entry for good. */
export async function deleteForGood(id: string): Promise<void> {
  await removeAt(path(id));
}

/** Deletes all entries for good. */
export async function emptyTrash(): Promise<void> {
  await deleteJson("api/trash");
}
