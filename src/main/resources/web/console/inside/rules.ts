import type { Texts } from "../app/en";
import type { Rule } from "../service/inside-types";
import { isSmallerBetter } from "../training/metrics";
import { duration, size } from "../ui/format";

export type RuleKind = "reach" | "patience" | "seconds" | "bytes" | "epsilon";

export const RULE_KINDS: readonly RuleKind[] = ["reach", "patience", "seconds", "bytes", "epsilon"];
/** The most rules of a run. */
export const MAX_RULES = 16;

/** A rule as the fields of a form. */
export interface RuleDraft {
  kind: RuleKind;
  metric: string;
  /** Whether the metric must rise to the value, or whether its largest value is the best. */
  rising: boolean;
  /** The text of the number. */
  value: string;
  /** The factor of the number: 1, 60 or 3600 seconds; a million or a thousand million bytes. */
  unit: number;
}

export const TIME_UNITS = [1, 60, 3_600] as const;
export const BYTE_UNITS = [1_000_000, 1_000_000_000] as const;

/** A draft of another kind, with the parts that both kinds have. */
export function ofKind(kind: RuleKind, before?: RuleDraft): RuleDraft {
  const unit = kind === "seconds" ? 60 : kind === "bytes" ? BYTE_UNITS[1] : 1;
  const value = before?.kind === kind ? before.value : "";
  return { kind, metric: before?.metric ?? "accuracy", rising: before?.rising ?? true, value, unit };
}

/** A draft with another metric. Its direction follows the metric, unless the reader has chosen the other one. */
export function withMetric(draft: RuleDraft, metric: string): RuleDraft {
  const isUsual = draft.rising === !isSmallerBetter(draft.metric);
  return { ...draft, metric, rising: isUsual ? !isSmallerBetter(metric) : draft.rising };
}

export function draftOf(rule: Rule): RuleDraft {
  if ("seconds" in rule) {
    return { ...ofKind("seconds"), ...scaled(rule.seconds, TIME_UNITS) };
  }
  if ("bytes" in rule) {
    return { ...ofKind("bytes"), ...scaled(rule.bytes, BYTE_UNITS) };
  }
  if ("epsilon" in rule) {
    return { ...ofKind("epsilon"), value: String(rule.epsilon) };
  }
  if ("no_better_for" in rule) {
    const { metric: name, no_better_for: rounds, mode } = rule;
    return { ...ofKind("patience"), metric: name, rising: mode !== "min", value: String(rounds) };
  }
  const rising = "at_least" in rule;
  const value = "at_least" in rule ? rule.at_least : rule.at_most;
  return { ...ofKind("reach"), metric: rule.metric, rising, value: String(value) };
}

/** A number in the largest unit in which it is whole, or else in the smallest one. */
function scaled(value: number, units: readonly number[]): Pick<RuleDraft, "value" | "unit"> {
  const unit = [...units].reverse().find((each) => value >= each && value % each === 0) ?? units[0]!;
  return { value: String(value / unit), unit };
}

/** The wrong part of a draft: its metric or its number; undefined if the draft is a valid rule. */
export function faultOf(draft: RuleDraft): "metric" | "value" | "positive" | "whole" | undefined {
  const { kind, metric: name, value } = draft;
  const entered = Number(value);
  if ((kind === "reach" || kind === "patience") && name.trim() === "") {
    return "metric";
  }
  if (value.trim() === "" || !Number.isFinite(entered)) {
    return "value";
  }
  if (kind === "patience" && (!Number.isInteger(entered) || entered < 1)) {
    return "whole";
  }
  return kind !== "reach" && entered <= 0 ? "positive" : undefined;
}

/** The rule of a draft; undefined if a part is wrong. */
export function ruleOf(draft: RuleDraft): Rule | undefined {
  if (faultOf(draft) !== undefined) {
    return undefined;
  }
  const name = draft.metric.trim();
  const entered = Number(draft.value);
  switch (draft.kind) {
    case "reach":
      return draft.rising ? { metric: name, at_least: entered } : { metric: name, at_most: entered };
    case "patience":
      return { metric: name, no_better_for: entered, mode: draft.rising ? "max" : "min" };
    case "seconds":
      return { seconds: entered * draft.unit };
    case "bytes":
      return { bytes: Math.round(entered * draft.unit) };
    case "epsilon":
      return { epsilon: entered };
  }
}

/** The rules of all drafts; undefined if one of them is wrong. */
export function rulesOf(drafts: readonly RuleDraft[]): Rule[] | undefined {
  const rules = drafts.map(ruleOf);
  return rules.every((rule): rule is Rule => rule !== undefined) ? rules : undefined;
}

/** A rule as a sentence. */
export function sentenceOf(rule: Rule, t: Texts): string {
  const s = t.inside;
  if ("seconds" in rule) {
    return s.afterTime(duration(rule.seconds));
  }
  if ("bytes" in rule) {
    return s.afterBytes(size(rule.bytes));
  }
  if ("epsilon" in rule) {
    return s.afterEpsilon(String(rule.epsilon));
  }
  const name = t.training.metric(rule.metric);
  if ("no_better_for" in rule) {
    return s.noBetter(name, rule.no_better_for, rule.mode ? rule.mode === "max" : !isSmallerBetter(rule.metric));
  }
  // The number is shown as it was entered.
  return "at_least" in rule ? s.atLeast(name, String(rule.at_least)) : s.atMost(name, String(rule.at_most));
}
