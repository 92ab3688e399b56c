/** The texts of the explanations of predictions in English. */
export const explain = {
  open: "Explain",
  close: "Hide the explanation",
  title: (label: string): string => `What speaks for ${label}`,
  label: "Label",
  grid: "Parts",
  method: "Method",
  methods: { occlusion: "Occlusion", gradcam: "Grad-CAM" } as Record<string, string>,
  computing: "Computing the gradients …",
  adds: "The part adds to the score of the label; the full colour is the largest share.",
  nothingAdded: "No part adds to the score of this label.",
  gradCamHint:
    "The feature maps of the last convolution, weighted by the gradient of the score of the label (Selvaraju et al. 2017).",
  gradCamCell: (row: number, column: number, share: string): string =>
    `Row ${row}, column ${column}: ${share} of the largest value.`,
  gradCamSummary: (rows: number, columns: number, label: string, row: number, column: number): string =>
    `Map of ${rows} × ${columns} parts. Row ${row}, column ${column} adds most to the score of ${label}.`,
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
