import { getBlob, getJson, getLines, patchJson, post, postJson, session } from "./api";
import { type ReadSeveral, readSeveral, type Several } from "./batch";
import type { RunCosts } from "./inside-types";
import { type RunQuery, searchParameters } from "./run-query";
import { type SharedRun, share } from "./share";
import type {
  Deletion,
  LabelsChange,
  Origin,
  SimulationEvent,
  SimulationItem,
  SimulationPage,
  SimulationRecord,
  StartOptions,
  StartRequest,
} from "./types";

/** The most ids of one request. */
const MAX_DELETED = 1_000;

/** The latest simulations of the project, of all sessions. */
export async function listSimulations(limit: number): Promise<SimulationItem[]> {
  return (await getJson<{ simulations: SimulationItem[] }>(`api/simulations/?limit=${limit}`)).simulations;
}

/**
 * A page of the simulations that a search finds, with their parameters and metrics.
 *
 * @param sparkline the metric whose points the simulations have; empty for none
 */
export function findSimulations(query: RunQuery, sparkline = ""): Promise<SimulationPage> {
  const parameters = searchParameters(query);
  if (sparkline !== "") {
    parameters.set("sparkline", sparkline);
  }
  return getJson<SimulationPage>(`api/simulations/?${parameters}`);
}

export function label(id: string, change: LabelsChange): Promise<SimulationRecord> {
  return patchJson<SimulationRecord>(`api/simulations/${encodeURIComponent(id)}/`, change);
}

/**
 * Deletes simulations that have ended.
 *
 * @param models whether the copies of their models are deleted, too
 */
export async function remove(ids: readonly string[], models = true): Promise<Deletion> {
  const all: Deletion = { deleted: [], refused: {}, freed_bytes: 0 };
  for (let start = 0; start < ids.length; start += MAX_DELETED) {
    const some = ids.slice(start, start + MAX_DELETED);
    const {
      deleted,
      refused,
      freed_bytes: freed,
    } = await postJson<Deletion>("api/simulations/delete", {
      ids: some,
      models,
    });
    all.deleted.push(...deleted);
    Object.assign(all.refused, refused);
    all.freed_bytes += freed;
  }
  return all;
}

/** Whether this session may read the record and the log. */
export function isReadable(item: SimulationItem): boolean {
  return item.readable ?? item.own ?? false;
}

/** The path of a simulation. The page of a link can read only the simulation of that link. */
function at(id: string): string {
  return share.isOpen ? "api/shared/" : `api/simulations/${encodeURIComponent(id)}/`;
}

export async function recordOf(id: string): Promise<SimulationRecord> {
  return share.isOpen ? share.take(await getJson<SharedRun>(at(id))) : getJson<SimulationRecord>(at(id));
}

/** A record with the clients and the checkpoints of the run. The page of a link gets the record alone. */
export function recordForView(id: string): Promise<SimulationRecord> {
  return share.isOpen ? recordOf(id) : getJson<SimulationRecord>(`${at(id)}?clients=true&checkpoints=true`);
}

/** The records of simulations with the costs of their rounds, if they were observed. */
export const recordsWithCosts: ReadSeveral<SimulationRecord> = readSeveral<
  SimulationRecord,
  Several<SimulationRecord> & { costs?: Record<string, RunCosts> }
>("api/simulations/batch?costs=true&", ({ found, costs = {} }, id) => {
  const record = found[id]!;
  const own = Object.hasOwn(costs, id) ? costs[id] : undefined;
  return own ? { ...record, costs: own } : record;
});

export function startOptions(): Promise<StartOptions> {
  return getJson<StartOptions>("api/simulations/options");
}

/** Starts a simulation and returns its id. */
export async function start(parameters: StartRequest): Promise<string> {
  const answer = await postJson<{ simulation_id: string; session: string }>("api/simulations/", parameters);
  session.keep(answer.session);
  return answer.simulation_id;
}

export async function stop(id: string): Promise<void> {
  await post(`api/simulations/${encodeURIComponent(id)}/stop`, {});
}

/** The state of the project when a simulation started, and its present differences. May take half a minute. */
export function originOf(id: string): Promise<Origin> {
  return getJson<Origin>(`api/simulations/${encodeURIComponent(id)}/provenance`);
}

/** All stored data of a simulation, as a ZIP file. */
export function archiveOf(id: string): Promise<Blob> {
  return getBlob(`api/simulations/${encodeURIComponent(id)}/export`);
}

/** The whole log as text. */
export function logOf(id: string): Promise<Blob> {
  return getBlob(`${at(id)}log`);
}

/** Reads the stored events of a simulation after number `after`, in order, as they arrive. */
export function eventsOf(id: string, after: number, take: (events: SimulationEvent[]) => void): Promise<void> {
  return getLines(`${at(id)}log?after=${after}`, take);
}
