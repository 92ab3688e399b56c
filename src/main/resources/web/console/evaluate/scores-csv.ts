import type { Evaluation } from "../service/evaluations";

/** The scores of all models and labels as CSV (RFC 4180), with a byte order mark for Excel. */
export function scoresCsv(evaluation: Evaluation): string {
  const rows: (string | number)[][] = [["model", "label", "precision", "recall", "f1", "pictures", "accuracy"]];
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
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

function cell(value: string | number): string {
  const text = String(value);
  // Spreadsheets calculate what begins with one of these signs.
  const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
