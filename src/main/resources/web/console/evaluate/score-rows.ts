import type { Evaluation } from "../service/evaluations";
import type { Cell } from "../ui/csv";

/** The rows of a file with the scores of all models and labels. */
export function scoreRows(evaluation: Evaluation): Cell[][] {
  const rows: Cell[][] = [["model", "label", "precision", "recall", "f1", "pictures", "accuracy"]];
  for (const { model, scores } of evaluation.results) {
    if (scores) {
      const { macro, weighted } = scores;
      for (const { label, precision, recall, f1, support } of scores.classes) {
        rows.push([model, label, precision, recall, f1, support, ""]);
      }
      rows.push([model, "macro average", macro.precision, macro.recall, macro.f1, scores.pictures, scores.accuracy]);
      const { precision, recall, f1 } = weighted;
      rows.push([model, "weighted average", precision, recall, f1, scores.pictures, scores.accuracy]);
    }
  }
  return rows;
}
