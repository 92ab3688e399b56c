import { getBlob, getJson, postJson, putJson, session } from "./api";
import type { Checkpoint, Rule, RunClients, RunCosts, SteeringState } from "./inside-types";

/** The wanted rows of clients. If it is empty, the service sends as many as it sends at once. */
export interface ClientsQuery {
  round?: number;
  node?: string;
}

function at(id: string, part: string): string {
  return `api/simulations/${encodeURIComponent(id)}/${part}`;
}

export function clientsOf(id: string, { round, node }: ClientsQuery = {}): Promise<RunClients> {
  const query = new URLSearchParams();
  if (round !== undefined) {
    query.set("round", String(round));
  }
  if (node !== undefined) {
    query.set("node", String(node));
  }
  return getJson<RunClients>(at(id, query.size > 0 ? `clients?${query}` : "clients"));
}

/** All rows of all clients as CSV. */
export function clientsFile(id: string): Promise<Blob> {
  return getBlob(at(id, "clients.csv"));
}

export function costsOf(id: string): Promise<RunCosts> {
  return getJson<RunCosts>(at(id, "costs"));
}

export function steeringOf(id: string): Promise<SteeringState> {
  return getJson<SteeringState>(at(id, "steering"));
}

export function steer(id: string, steering: { stop_after_round: boolean; rules: Rule[] }): Promise<SteeringState> {
  return putJson<SteeringState>(at(id, "steering"), steering);
}

export async function checkpointsOf(id: string): Promise<Checkpoint[]> {
  return (await getJson<{ checkpoints: Checkpoint[] }>(at(id, "checkpoints"))).checkpoints;
}

/** Starts a run that continues another one from a checkpoint, and returns its id. */
export async function resume(id: string, rounds: number, from: number): Promise<string> {
  const body = { rounds, from_round: from };
  const answer = await postJson<{ simulation_id: string; session: string }>(at(id, "resume"), body);
  session.keep(answer.session);
  return answer.simulation_id;
}
