import type { SimulationRecord } from "./types";

/** The service's answer for a page that a link has opened. */
export interface SharedRun {
  simulation: SimulationRecord;
  /** The moment from which the link is not valid. */
  expires: string;
  /** Whether the link includes the archive of the simulation. */
  archive: boolean;
}

/** A link to a simulation. The service lists it for readers who may revoke it. */
export interface ShareLink {
  id: string;
  token: string;
  note?: string;
  archive: boolean;
  created: string;
  expires: string;
}

const PLACE = /^#\/shared\/(.*)$/;
const LONGEST = 200;

/** The token of a page's fragment, `#/shared/TOKEN`; undefined on the pages of the console. */
export function tokenIn(hash: string): string | undefined {
  // Tokens have no other characters, and some are not allowed in a header.
  return PLACE.exec(hash)?.[1]
    ?.replace(/[^A-Za-z0-9._-]/g, "")
    .slice(0, LONGEST);
}

/** The link that has opened this page. */
class Share {
  /** Its token; undefined on the pages of the console. */
  token: string | undefined;
  /** The latest answer of the service about the link. */
  latest: Omit<SharedRun, "simulation"> | undefined;

  /** Whether the page shows one simulation, read-only, and may request nothing else. */
  get isOpen(): boolean {
    return this.token !== undefined;
  }

  /** The id of the simulation, which is the first part of the token. */
  get simulation(): string {
    return this.token?.split(".", 1)[0] ?? "";
  }

  /** The record in an answer. */
  take({ simulation, ...link }: SharedRun): SimulationRecord {
    this.latest = link;
    return simulation;
  }
}

export const share = new Share();
