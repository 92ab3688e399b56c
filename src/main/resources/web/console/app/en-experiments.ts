import type { Fault } from "../experiments/values";
import type { CellState, ExperimentState } from "../service/experiments";

const count = (value: number): string => value.toLocaleString("en");

/** The texts of the experiments in English. */
export const experiments = {
  title: "Experiments",
  open: "Experiments",
  all: "All experiments",
  list: "Past experiments",
  none: "There are no experiments yet.",
  explained:
    "An experiment runs the start script with each combination of the values, and computes means over the repeats.",
  new: "New experiment",
  name: "Name",
  nameHint: "Learning rates",
  parameter: "Parameter",
  values: "Values",
  valuesHint: "A field takes several values, separated by commas or line breaks. An empty field leaves the default.",
  usual: (value: string): string => `Default: ${value}`,
  choicesOf: (name: string): string => `Values of ${name}`,
  oneEach: "Each run gets one value.",
  flags: { "": "Default", true: "On", false: "Off", both: "On and off" } as Record<string, string>,
  repeats: "Repeats",
  repeatsHint: "Runs of each setting.",
  seed: "Seed",
  noSeed: "None",
  seedHint: "The option that is counted up in the repeats.",
  firstSeed: "First seed; counted up in the repeats.",
  start: "Start experiment",
  clear: "Clear",
  template: "Use as template",
  size: (factors: number[], repeats: number, runs: number): string => {
    const product = [...factors, repeats].map(count).join(" × ");
    return `${product}${factors.length > 0 ? ` = ${count(runs)}` : ""} ${runs === 1 ? "run" : "runs"}`;
  },
  sizeExplained: (settings: number, repeats: number): string =>
    `${settings === 1 ? "1 setting" : `${count(settings)} settings`}, ${repeats === 1 ? "1 repeat" : `${count(repeats)} repeats`}`,
  limit: (most: number): string => `At most ${count(most)} runs.`,
  faults: ({ kind, part }: Fault): string => {
    switch (kind) {
      case "integer":
        return `“${part}” is no whole number.`;
      case "number":
        return `“${part}” is no number. Write a decimal point, and commas between values.`;
      case "choice":
        return `“${part}” is none of the choices.`;
      case "quote":
        return "A quote is not closed.";
      case "twice":
        return `“${part}” occurs twice.`;
      case "single":
        return "The seed takes one value: the first seed.";
      case "required":
        return "This field is required.";
      case "empty":
        return "Enter at least one value, or remove the parameter.";
      case "name":
        return "A name has letters, digits, _ and dots.";
      case "repeats":
        return "Enter a whole number from 1 to 1,000.";
      case "count":
        return `${Number(part).toLocaleString("en")} runs are too many. Leave values out, or make several experiments.`;
    }
  },
  states: { running: "Running", paused: "Paused", stopped: "Stopped", completed: "Completed" } as Record<
    ExperimentState,
    string
  >,
  cellStates: {
    waiting: "Waiting",
    running: "Running",
    completed: "Completed",
    failed: "Failed",
    stopped: "Stopped",
    interrupted: "Interrupted",
    deleted: "Run deleted",
  } as Record<CellState, string>,
  created: (moment: string): string => `Started ${moment}`,
  privateOne: "Another session's, private",
  others: "another session's",
  readOnly: "Another session started it. You can read it here, but not change it.",
  gone: "This experiment does not exist, or not any more.",
  progress: "Progress",
  ended: (ended: number, runs: number): string => `${count(ended)} of ${count(runs)} runs have ended`,
  eta: (time: string): string => `About ${time} left`,
  pause: "Pause",
  resume: "Continue",
  compareRuns: "Compare its runs",
  stop: "Stop",
  stopQuestion: "Stop this experiment?",
  stopExplained: "Its running simulations end, and no others are started. The results so far are kept.",
  stopNow: "Stop",
  keep: "Keep it running",
  retry: (runs: number): string => (runs === 1 ? "Repeat 1 failed run" : `Repeat ${count(runs)} failed runs`),
  retryOne: (name: string): string => `Repeat ${name}`,
  again: "Repeat",
  delete: "Delete …",
  deleteQuestion: "Delete this experiment?",
  deleteExplained: "The experiment and its table are deleted for ever. Its runs remain in the list of runs.",
  withRuns: "Delete its runs, too, except pinned ones",
  deleteNow: "Delete",
  cancel: "Cancel",
  deleted: (runs: number, size: string): string =>
    `The experiment was deleted${runs > 0 ? ` with ${runs === 1 ? "1 run" : `${count(runs)} runs`}. ${size} are free again` : ""}.`,
  kept: (runs: number): string => (runs === 1 ? "1 run remains." : `${count(runs)} runs remain.`),
  runs: "Runs",
  runOf: (name: string, label: string, state: string): string => `${name}, ${label}: ${state}`,
  seedOf: (seed: number): string => `seed ${seed}`,
  repeatOf: (repeat: number): string => `repeat ${count(repeat + 1)}`,
  failedRuns: "Runs without success",
  setting: "Setting",
  result: "Result",
  noResult: "There are no values yet. The table fills when the first run has completed.",
  metric: "Metric",
  by: "Value of a run",
  byLast: "Last round",
  byBest: "Best round",
  spread: "Band",
  deviation: "Standard deviation",
  interval: "95 % interval",
  logScale: "Log scale",
  smaller: "Smaller is better.",
  larger: "Larger is better.",
  everyRound: (step: number): string => `The curves have every ${count(step)}th round.`,
  mostCurves: (most: number): string => `At most ${count(most)} curves are drawn at once.`,
  curve: (name: string): string => `Curve of ${name}`,
  curves: "Curve",
  table: "Settings",
  completedRuns: "Runs",
  n: "n",
  last: "Last",
  best: "Best",
  bestSetting: "best",
  file: (kind: string): string => `Table as ${kind}`,
  allMetrics: "Files with all metrics",
  test: "Welch's t-test",
  testExplained: "Two-sided, without the assumption of equal variances.",
  first: "First setting",
  second: "Second setting",
  choose: "Choose",
  difference: "Difference of the means",
  t: "t",
  degrees: "Degrees of freedom",
  p: "p",
};
