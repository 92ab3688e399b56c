import type { Texts } from "../app/en";
import { moment } from "../ui/format";
import type { SimulationItem } from "./types";

/** The name that the user gave a simulation, or else the time at which it was requested. */
export function runName({ name, requested, id }: Pick<SimulationItem, "name" | "requested" | "id">): string {
  return name || moment(requested) || id;
}

/** The name of a simulation among other kinds of runs. */
export function longRunName(run: Pick<SimulationItem, "name" | "requested" | "id">, t: Texts): string {
  return run.name || t.training.simulation(moment(run.requested) || run.id);
}
