import { getBlob, getJson, getLines, post, postJson, session } from "./api";
import type { ParameterValue, SimulationEvent, SimulationItem, SimulationRecord, StartOptions } from "./types";

/** The latest simulations of the project, of all sessions. */
export async function listSimulations(limit: number): Promise<SimulationItem[]> {
  return (await getJson<{ simulations: SimulationItem[] }>(`api/simulations/?limit=${limit}`)).simulations;
}

/** Whether this session may read the record and the log. */
export function isReadable(item: SimulationItem): boolean {
  return item.readable ?? item.own ?? false;
}

export function recordOf(id: string): Promise<SimulationRecord> {
  return getJson<SimulationRecord>(`api/simulations/${encodeURIComponent(id)}/`);
}

export function startOptions(): Promise<StartOptions> {
  return getJson<StartOptions>("api/simulations/options");
}

/** Starts a simulation and returns its id. */
export async function start(parameters: Record<string, ParameterValue>): Promise<string> {
  const answer = await postJson<{ simulation_id: string; session: string }>("api/simulations/", parameters);
  session.keep(answer.session);
  return answer.simulation_id;
}

export async function stop(id: string): Promise<void> {
  await post(`api/simulations/${encodeURIComponent(id)}/stop`, {});
}

/** The whole log as text. */
export function logOf(id: string): Promise<Blob> {
  return getBlob(`api/simulations/${encodeURIComponent(id)}/log`);
}

/** Reads the stored events of a simulation after number `after`, in order, as they arrive. */
export function eventsOf(id: string, after: number, take: (events: SimulationEvent[]) => void): Promise<void> {
  return getLines(`api/simulations/${encodeURIComponent(id)}/log?after=${after}`, take);
}
