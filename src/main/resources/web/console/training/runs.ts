import type { Curve } from "../chart/line-chart";
import type { History, Round, SimulationRecord } from "../service/types";
import { areShares } from "../ui/format";

/** A training that the view compares: a model's history, or a simulation's rounds. */
export interface Run {
  key: string;
  /** The ids of all models that have this training. */
  also?: string[];
  name: string;
  /** The time at which a simulation was requested. Its name is made of it. */
  requested?: string;
  colour: number;
  history: History;
}

/** A simulation's rounds in the form of a history. */
export function ofRounds(rounds: Round[]): History {
  return {
    rounds: rounds.map((round) => round.round),
    accuracies: rounds.map((round) => round.accuracy ?? null),
    losses: rounds.map((round) => round.loss ?? null),
  };
}

export function ofRecord(record: SimulationRecord): History {
  const history: History = { ...ofRounds(record.rounds), source: "simulation.json" };
  if (record.started && record.ended) {
    history.total_training_time = (Date.parse(record.ended) - Date.parse(record.started)) / 1000;
  }
  if (record.parameters) {
    history.parameters = record.parameters;
  }
  return history;
}

export function curves(runs: Run[], values: (history: History) => (number | null)[]): Curve[] {
  return runs.map((run) => ({
    name: run.name,
    colour: run.colour,
    points: run.history.rounds.map((round, index) => [round, values(run.history)[index] ?? null]),
  }));
}

/** Whether all accuracies are shares between 0 and 1, so that they can be shown as percentages. */
export function haveShares(runs: Run[]): boolean {
  return runs.every((run) => areShares(run.history.accuracies));
}

/** `run,round,accuracy,loss` as CSV (RFC 4180). A run is named by its key. */
export function csv(runs: Run[]): string {
  const lines = [["run", "round", "accuracy", "loss"]];
  for (const { key, history } of runs) {
    history.rounds.forEach((round, index) =>
      lines.push([key, String(round), text(history.accuracies[index]), text(history.losses[index])]),
    );
  }
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** A name that a spreadsheet would read as a formula gets an apostrophe. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
