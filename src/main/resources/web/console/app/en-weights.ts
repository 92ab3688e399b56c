import type { TensorState } from "../weights/tensors";

const count = (value: number): string => value.toLocaleString("en");

/** The English texts about the weights of models: tensors, drift and comparisons. */
export const weights = {
  title: "Weights",
  noWeights: (format: string): string =>
    `FLSys reads the tensors of state dicts only. This is a model in the format ${format}.`,
  unread: "The weights can't be read.",
  reading: "Reading the weights …",
  against: "Compared with",
  nothing: "no other model",
  facts: "Weights of the model",
  parameters: "Parameters",
  layers: "Layers",
  tensors: "Tensors",
  size: "Size of the tensors",
  norm: "Norm",
  drift: "Drift",
  driftOf: (drift: string, difference: string): string => `${drift} (norm of the difference ${difference})`,
  path: "Place in the file",
  table: "Tensors",
  tableOf: (model: string): string => `Tensors of ${model}`,
  tensor: "Tensor",
  shape: "Shape",
  scalar: "scalar",
  type: "Type",
  state: "State",
  shapeOf: (letter: string): string => `Shape in ${letter}`,
  filter: "Filter by the name of the tensor",
  noMatch: "No tensor matches.",
  explained: "Norms are Euclidean. The drift is the norm of the difference relative to the norm in the other model.",

  compare: "Compare weights",
  compareTitle: "Compare the weights of two models",
  first: "Model A",
  second: "Model B",
  choose: "Choose a model",
  chooseBoth: "Choose two models.",
  chooseOther: "Choose another model as model B.",
  tooFew: "There are fewer than two models with weights that FLSys reads.",
  swap: "Swap A and B",
  close: "Close",
  states: {
    changed: "Different values",
    identical: "Identical",
    reshaped: "Other shape",
    here: "Only in A",
    there: "Only in B",
    single: "",
  } satisfies Record<TensorState, string>,
  all: (value: number): string => `All tensors (${count(value)})`,
  ofState: (state: string, value: number): string => `${state} (${count(value)})`,
  shown: "Shown tensors",
  summary: (drift: string): string => `A differs from B by ${drift} of the norm of B, over the tensors that both have.`,
  allIdentical: "All tensors are identical.",
  commonIdentical: "The tensors that both models have in the same shape are identical.",
  nothingCommon: "The models have no tensor of the same name and shape.",

  rounds: "Drift over the rounds",
  roundsHint: (shown: number, total: number): string =>
    shown < total
      ? `${count(shown)} of ${count(total)} rounds, each against the shown round before.`
      : "Each round against the round before.",
  whole: "Whole model",
  most: "The tensors that move most",
  mean: "Mean",
  last: "Last",
  round: "Round",
  model: "Model",
  driftTable: "Drift of each round",
  values: "Values of each round",
  unreadRounds: (value: number): string =>
    value === 1 ? "The weights of 1 round can't be read." : `The weights of ${count(value)} rounds can't be read.`,
  file: "Drift (CSV)",
  noDrift: "No two rounds have a tensor in common.",
};
