import type { Texts } from "../app/en";
import type { PlayedFaults } from "../service/inside-types";
import type { SimulationItem, SimulationRecord } from "../service/types";
import { number } from "../ui/format";

export const FAULTS = ["drop", "delay", "nan", "flip"] as const;
export type FaultKind = (typeof FAULTS)[number];

/** The fields of the form: percentages of the clients, seconds and the seed. Empty texts are off. */
export interface FaultDraft {
  drop: string;
  delay: string;
  seconds: string;
  nan: string;
  flip: string;
  seed: string;
}

/** The longest delay that the service accepts. */
const MAX_SECONDS = 3_600;

export const NO_FAULTS: FaultDraft = { drop: "", delay: "", seconds: "2", nan: "", flip: "", seed: "1" };

/** The fields that are wrong. */
export function wrongFields(draft: FaultDraft): (keyof FaultDraft)[] {
  const wrong: (keyof FaultDraft)[] = FAULTS.filter((kind) => {
    const share = Number(draft[kind]);
    return !(share >= 0 && share <= 100);
  });
  const seconds = Number(draft.seconds);
  if (Number(draft.delay) > 0 && !(draft.seconds.trim() !== "" && seconds > 0 && seconds <= MAX_SECONDS)) {
    wrong.push("seconds");
  }
  if (draft.seed.trim() !== "" && !(Number.isSafeInteger(Number(draft.seed)) && Number(draft.seed) >= 0)) {
    wrong.push("seed");
  }
  return wrong;
}

/** The faults of a form; undefined if there are none. */
export function whatIfOf(draft: FaultDraft): PlayedFaults | undefined {
  const faults: PlayedFaults = {};
  for (const kind of FAULTS) {
    const share = Number(draft[kind]) / 100;
    if (draft[kind].trim() !== "" && share > 0) {
      // The percentage has at most a few digits. The division must not add others.
      const exact = Number(share.toPrecision(12));
      Object.assign(faults, {
        [kind]: kind === "delay" ? { share: exact, seconds: Number(draft.seconds) } : { share: exact },
      });
    }
  }
  if (Object.keys(faults).length === 0) {
    return undefined;
  }
  return draft.seed.trim() === "" ? faults : { seed: Number(draft.seed), ...faults };
}

/** The fields for faults. */
export function faultDraft(faults: PlayedFaults | undefined): FaultDraft {
  const text = (share: number | undefined): string =>
    share === undefined ? "" : String(Number((share * 100).toPrecision(12)));
  return {
    drop: text(faults?.drop?.share),
    delay: text(faults?.delay?.share),
    seconds: faults?.delay === undefined ? NO_FAULTS.seconds : String(faults.delay.seconds),
    nan: text(faults?.nan?.share),
    flip: text(faults?.flip?.share),
    seed: faults === undefined ? NO_FAULTS.seed : String(faults.seed ?? ""),
  };
}

/** The faults of a run, in one sentence each. */
export function faultSentences(faults: PlayedFaults, t: Texts["inside"]): string[] {
  const share = ({ share: part }: { share: number }): string => `${number(part * 100, 2)}%`;
  const { drop, delay, nan, flip } = faults;
  return [
    ...(drop ? [t.dropped(share(drop))] : []),
    ...(delay ? [t.delayed(share(delay), number(delay.seconds, 3))] : []),
    ...(nan ? [t.sendNan(share(nan))] : []),
    ...(flip ? [t.flipped(share(flip))] : []),
  ];
}

/** Whether a run has simulated faults. */
export function hasFaults(
  run: Pick<SimulationItem, "what_if"> & Pick<Partial<SimulationRecord>, "run_settings">,
): boolean {
  return run.what_if === true || Object.keys(run.run_settings?.what_if ?? {}).some((key) => key !== "seed");
}
