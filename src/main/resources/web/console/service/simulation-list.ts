import { getBlob, getJson, post, postJson, session } from "./api";
import type { ParameterValue, SimulationItem, SimulationRecord, StartOptions } from "./types";

/** The latest simulations of the project, whoever started them. */
export async function listSimulations(limit: number): Promise<SimulationItem[]> {
  return (await getJson<{ simulations: SimulationItem[] }>(`api/simulations/?limit=${limit}`)).simulations;
}

export function recordOf(id: string): Promise<SimulationRecord> {
  return getJson<SimulationRecord>(`api/simulations/${encodeURIComponent(id)}/`);
}

export function startOptions(): Promise<StartOptions> {
  return getJson<StartOptions>("api/simulations/options");
}

/** Starts one; its id. */
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
