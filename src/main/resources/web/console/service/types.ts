import type { Checkpoint, Observed, RunClients, RunCosts, RunSettings, StoppedBy } from "./inside-types";

/** The bodies of the service's requests and answers. Members that may be absent are optional. */

export interface ModelList {
  models: Model[];
  /** The name of the project's folder. */
  project?: string;
  /** The folder of the models, relative to the project. */
  folder?: string;
  /** The reason if the folder is missing. */
  reason?: string;
  /** Sentences about models that the list leaves out. */
  notes?: string[];
  /** Whether model files can be uploaded and deleted. */
  files?: FileRules;
}

/** The rules for uploads and deletions of model files. */
export interface FileRules {
  allowed: boolean;
  /** The reason if they are not allowed. */
  reason?: string;
  /** The folder of uploaded files, relative to the project. */
  folder: string;
  max_bytes: number;
  /** The endings that names may have. */
  suffixes: string[];
}

export interface Model {
  id: string;
  name: string;
  /** The title. */
  title?: string;
  description: string;
  /** The file, relative to the project. */
  path?: string;
  /** The name that all rounds of one run share. */
  group?: string;
  round?: number;
  /** The simulation that keeps the file. */
  run?: string;
  /** Whether the weights are the newest ones of the simulation, which change while it runs. */
  latest?: boolean;
  format: string;
  size_bytes: number;
  modified: string;
  state: "AVAILABLE" | "LOADED" | "UNAVAILABLE";
  reason?: string;
  runs_as?: string;
  runs_as_detail?: string;
  /** In the order of the outputs. */
  labels?: string[];
  input?: ModelInput;
  /** The class or function that makes the network. */
  class?: string;
  activation?: "auto" | "softmax" | "sigmoid" | "none";
}

/** The conversion of a picture to the input of a model. */
export interface ModelInput {
  /** The side of the square that the network sees, pixels. */
  image_size: number;
  /** While the model is loaded. */
  channels?: number;
  /** `"squash"`, or the length of the shorter side before the square is cut from the middle, pixels. */
  resize: "squash" | number;
  mean?: number[];
  std?: number[];
}

export interface Prediction {
  label: string;
  probability: number;
}

export interface History {
  rounds: number[];
  accuracies: (number | null)[];
  losses: (number | null)[];
  /** The value of the history file: seconds, or any other JSON value, such as a text. */
  total_training_time?: unknown;
  source?: string;
  /** The other series by name, with one entry for each round. */
  metrics?: Record<string, (number | null)[]>;
  parameters?: Record<string, unknown>;
}

export interface DeployedModel {
  model_path?: string;
  format?: string;
  size_bytes?: number;
  modified?: string;
  input_length?: number;
  output_length?: number;
  reason?: string;
  candidates: { model_path: string; format: string; size_bytes: number; modified: string }[];
}

export interface SamplePicture {
  name: string;
  size_bytes: number;
}

export type ParameterValue = string | number | boolean | null | (string | number | boolean)[];

export interface StartOption {
  name: string;
  option?: string;
  kind: "integer" | "number" | "text" | "flag" | "choice";
  default?: ParameterValue;
  required?: boolean;
  help?: string;
  choices?: (string | number)[];
  multiple?: boolean;
  positional?: boolean;
}

/** The parameters of a start, with the settings beside them. */
export type StartRequest = { [name: string]: ParameterValue | RunSettings } & { flsys?: RunSettings };

export interface StartOptions {
  command: string;
  source: "argparse" | "help" | "hydra" | "shell" | "pyproject" | "none";
  description?: string;
  parameters: StartOption[];
  reason?: string;
}

export type SimulationState =
  | "queued"
  | "starting"
  | "running"
  | "stopping"
  | "completed"
  | "failed"
  | "stopped"
  | "interrupted";

/** The labels of a simulation that the user can change. */
export interface Labels {
  name?: string;
  tags?: string[];
  pinned?: boolean;
  archived?: boolean;
}

/** A metric of a simulation over its rounds. */
export interface MetricSummary {
  last: number;
  min: number;
  max: number;
  /** The number of rounds that have it. */
  rounds: number;
}

/** A metric of a simulation with at most 32 points, among them its ends and its extremes. */
export interface Sparkline {
  rounds: number[];
  values: number[];
}

export interface SimulationItem extends Labels {
  id: string;
  state: SimulationState;
  requested: string;
  started?: string;
  ended?: string;
  exit_code?: number;
  /** Whether this page may stop the simulation and receives its live events. */
  own?: boolean;
  /** Whether this page may read the record and the log. */
  readable?: boolean;
  /** The parameters with one value that is not long, in a list with details. */
  parameters?: Record<string, ParameterValue> | null;
  /** In a list with details. */
  metrics?: Record<string, MetricSummary>;
  /** The metric that the request for the list named. */
  sparkline?: Sparkline;
  /** Whether the observer plays faults of clients. */
  what_if?: boolean;
}

/** A page of simulations, and the number of all that were found. */
export interface SimulationPage {
  simulations: SimulationItem[];
  total: number;
}

/** A change of labels: members that are left out stay unchanged, null removes one. */
export type LabelsChange = { [name in "name" | "notes"]?: string | null } & Pick<
  Labels,
  "tags" | "pinned" | "archived"
>;

/** The result of a deletion. */
export interface Deletion {
  deleted: string[];
  /** The ids that were not deleted, with the reasons. */
  refused: Record<string, string>;
  freed_bytes: number;
}

/** A model that a simulation wrote. */
export interface WrittenModel {
  id: string;
  path: string;
  size_bytes: number;
  modified: string;
  /** The file no longer has the content that the simulation wrote. */
  overwritten?: boolean;
  /** The file does not exist any more. */
  missing?: boolean;
  /** The hash of the content that the simulation wrote; it is added after its end. */
  sha256?: string;
  /** The id of the copy that is kept with the simulation. */
  kept_id?: string;
}

/** The resources that the processes of a simulation use together. Members that are not known are left out. */
export interface Usage {
  cpu_seconds?: number;
  /** While it runs. */
  memory_bytes?: number;
  /** While it runs. */
  processes?: number;
  peak_memory_bytes?: number;
  written_bytes?: number;
  peak_gpu_bytes?: number;
}

/** The data of `simulation_resources`. */
export interface LiveUsage extends Usage {
  simulation_id: string;
  eta_seconds?: number;
}

/** The sums from the end of the previous round to the end of this round. */
export interface RoundUsage {
  round: number;
  cpu_seconds: number;
  peak_memory_bytes: number;
  written_bytes: number;
}

/** The state of a project when a simulation started. */
export interface Provenance {
  system: string;
  git?: { commit: string; branch?: string; dirty: boolean };
  python?: string;
  packages: Record<string, string>;
  sources: Record<string, string>;
}

export interface Difference {
  what: string;
  /** Of the package, or the path of the file. */
  name?: string;
  then?: string;
  now?: string;
}

export interface Origin {
  then: Provenance;
  differences: Difference[];
}

export interface Round {
  round: number;
  loss?: number;
  accuracy?: number;
  results?: number;
  failures?: number;
  evaluate_failures?: number;
  /** From the first line of the round to its last one. */
  seconds?: number;
  metrics?: Record<string, number>;
}

/** The cell of an experiment to which a run belongs, and the number of its attempt. */
export interface OriginInExperiment {
  id: string;
  cell: number;
  attempt: number;
}

export interface SimulationRecord extends Omit<SimulationItem, "metrics"> {
  notes?: string;
  place?: number;
  message?: string;
  detail?: string;
  explanation?: Explanation | string;
  log_seq?: number;
  parameters: Record<string, ParameterValue> | null;
  command?: string;
  total_rounds?: number;
  /** The rounds of the last training of the script. */
  rounds: Round[];
  /** The trainings of the script before that. */
  earlier_trainings?: { total_rounds?: number; rounds: Round[] }[];
  models: WrittenModel[];
  resources?: Usage & { rounds: RoundUsage[] };
  /** The seconds that are probably left. */
  eta_seconds?: number;
  /** The observation of the run; left out if it was not observed. */
  observed?: Observed;
  /** Only in the first answer for a view of the run. */
  clients?: RunClients;
  checkpoints?: Checkpoint[];
  /** The costs of the rounds; only in views that compare runs. */
  costs?: RunCosts;
  /** The run that this one continues, and the round of its checkpoint. */
  parent?: { id: string; round: number };
  /** The cell of an experiment to which the run belongs. */
  experiment?: OriginInExperiment;
  /** The settings of the start beside the parameters. */
  run_settings?: RunSettings;
  /** The rule that ended the run early. */
  stopped_by?: StoppedBy;
}

/** The data of the events of a simulation. */
export type SimulationEvent =
  | {
      event: "simulation_status";
      data: EventData & { status: SimulationState; place?: number; detail?: string; message: string };
    }
  | { event: "simulation_started"; data: EventData & { command: string; status: SimulationState } }
  | { event: "simulation_log"; data: EventData & LoggedLine }
  | { event: "simulation_round"; data: EventData & Round & { total_rounds?: number } }
  | { event: "simulation_complete"; data: EventData & { message: string; exit_code: number } }
  | {
      event: "simulation_error";
      data: EventData & { message: string; exit_code: number; status?: SimulationState } & Reason;
    };

interface EventData {
  simulation_id: string;
  seq: number;
}

interface LoggedLine {
  message: string;
  timestamp: string;
  /** Whether the next event has the rest of the line. */
  continues?: boolean;
  /** Whether the line replaces the line before it, as a progress bar does in a terminal. */
  replaces?: boolean;
}

/** The explanation of a failed simulation. */
export interface Explanation {
  kind?: string;
  cause?: string;
  /** The last frame in the project's own files, such as `train.py:12, in main`. */
  where?: string;
  remedy?: string;
  /** The end of the output of an unknown failure. */
  last_lines?: string[];
}

/** The reason for the end of a simulation. */
export interface Reason {
  /** One line, for example the last line of a Python traceback. */
  detail?: string;
  /** The cause and the next step; a text in simulations of older versions. */
  explanation?: Explanation | string;
  /** The `seq` of the event with the line that `detail` quotes. */
  log_seq?: number;
}

/** Whether no other state follows. */
export function isFinal(state: SimulationState): boolean {
  return state === "completed" || state === "failed" || state === "stopped" || state === "interrupted";
}
