/** The bodies of the requests and answers about the observations of a run and its steering. */

/** A mark of a client that differs from the others. */
export type Flag = "straggler" | "failing" | "outlier";

/** A number, or the text of a number that JSON does not have: "NaN", "Infinity", "-Infinity". */
export type MetricValue = number | string | null;

/** A client over all its rounds. */
export interface ClientNode {
  node: string;
  partition?: number | string | null;
  rounds: number;
  failures: number;
  mean_seconds?: number | null;
  mean_update_norm?: MetricValue;
  mean_cosine?: MetricValue;
  flags?: Flag[];
}

/** A client in one phase of one round. */
export interface RoundClient {
  /** Absent for a failed client that the server could not name. */
  node?: string | null;
  partition?: number | string | null;
  examples?: number | null;
  metrics?: Record<string, MetricValue>;
  seconds?: number | null;
  cpu_seconds?: number | null;
  peak_memory_bytes?: number | null;
  bytes_down?: number | null;
  bytes_up?: number | null;
  update_norm?: MetricValue;
  cosine?: MetricValue;
  error?: string | null;
  flags?: Flag[];
}

export interface RoundClients {
  /** The number of the training in the run, from 1. */
  training: number;
  round: number;
  phase: string;
  clients: RoundClient[];
}

/** The data of `simulation_clients`. */
export interface LiveClients extends RoundClients {
  simulation_id: string;
}

export interface RunClients {
  observed: boolean;
  /** The reason why the run is not observed, or only in part. */
  note?: string;
  nodes: ClientNode[];
  rounds: RoundClients[];
  /** Whether rows of early rounds are left out. */
  truncated?: boolean;
}

/** The costs of a round. */
export interface RoundCosts {
  training: number;
  round: number;
  seconds?: number | null;
  bytes_down?: number | null;
  bytes_up?: number | null;
  cpu_seconds?: number | null;
  peak_memory_bytes?: number | null;
  epsilon?: number | null;
  metrics?: Record<string, MetricValue>;
}

export interface RunCosts {
  rounds: RoundCosts[];
  /** The round in which the privacy budget is used up, if epsilon continues to grow as it did. Without growth: none. */
  epsilon_forecast?: { budget: number; round?: number | null };
}

/** A rule that ends a run early, after a round. */
export type Rule =
  | { metric: string; at_least: number }
  | { metric: string; at_most: number }
  | { metric: string; no_better_for: number; mode: "max" | "min" }
  | { seconds: number }
  | { bytes: number }
  | { epsilon: number };

export interface SteeringState {
  stop_after_round: boolean;
  rules: Rule[];
  state?: string;
  /** Whether the run can be steered now, and why not. */
  steerable: boolean;
  reason?: string;
}

/** Faults of clients that the observer simulates. */
export interface PlayedFaults {
  seed?: number;
  drop?: { share: number };
  delay?: { share: number; seconds: number };
  nan?: { share: number };
  flip?: { share: number };
}

/** The settings of a start beside the parameters of the script. */
export interface RunSettings {
  stop?: { rules: Rule[] };
  what_if?: PlayedFaults;
}

export interface Checkpoint {
  round: number;
  file: string;
  bytes: number;
  best?: boolean;
  /** The id in the list of the models, if the class of the network is known. */
  model_id?: string;
  metrics?: Record<string, MetricValue>;
}

/** The state of the observation of a run. */
export interface Observed {
  api?: string;
  strategy?: string;
  flower?: string;
  events?: number;
  note?: string;
}

/** The rule that ended a run. */
export interface StoppedBy {
  rule: string;
  detail?: string;
  round?: number;
}
