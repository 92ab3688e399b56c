import { getBlob, getJson, postJson, removeAt } from "./api";
import { ROOT } from "./root";
import type { ShareLink } from "./share";

function at(id: string): string {
  return `api/simulations/${encodeURIComponent(id)}/shares`;
}

/** The links of a simulation that are valid, the latest last. */
export async function sharesOf(id: string): Promise<ShareLink[]> {
  return (await getJson<{ shares: ShareLink[] }>(at(id))).shares;
}

/** Creates a link. `expires_in`: seconds. */
export function createShare(
  id: string,
  wanted: { expires_in: number; note: string; archive: boolean },
): Promise<ShareLink> {
  return postJson<ShareLink>(at(id), wanted);
}

export async function revokeShare(id: string, share: string): Promise<void> {
  await removeAt(`${at(id)}/${encodeURIComponent(share)}`);
}

/** The address of a link. The token is in the fragment, which browsers never send. */
export function addressOf({ token }: ShareLink): string {
  return new URL(`console/#/shared/${token}`, ROOT).href;
}

/** The archive of the simulation that this page's link has opened. */
export function sharedArchive(): Promise<Blob> {
  return getBlob("api/shared/export");
}
