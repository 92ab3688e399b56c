/** The texts of the explanations of predictions in English. */
export const explain = {
  open: "Explain",
  close: "Hide the explanation",
  title: (label: string): string => `What speaks for ${label}`,
  label: "Label",
  grid: "Parts",
  asking: (parts: number): string => `Predicting the picture with each of ${parts} parts covered …`,
  visible: "Show the colours",
  legend: "Colours",
  lowers: (points: string): string =>
    `Covering the part lowers the probability, by up to ${points} percentage points: it speaks for the label.`,
  raises: "Covering the part raises the probability: it speaks against the label.",
  nothing: "No covered part changes the probability.",
  hint: (patch: number, size: number): string =>
    `A square of ${patch} × ${patch} in the mean colour covers one part after the other of the ${size} × ${size} pixels that the model sees.`,
  keys: "The arrow keys select a part.",
  select: "Point at a part of the picture.",
  cell: (row: number, column: number, points: string, raises: boolean): string =>
    `Row ${row}, column ${column}: covering it ${raises ? "raises" : "lowers"} the probability by ${points} points.`,
  summary: (side: number, label: string, points: string, row: number, column: number): string =>
    `Map of ${side} × ${side} parts. The probability of ${label} drops most, by ${points} percentage points, when row ${row}, column ${column} is covered.`,
};
