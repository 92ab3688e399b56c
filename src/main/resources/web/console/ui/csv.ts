/** A value of a table; null and undefined are empty cells. */
export type Cell = string | number | boolean | null | undefined;

/**
 * The rows as a CSV file (RFC 4180), with a byte order mark. Without it, Excel reads the file in the local 8-bit
 * encoding.
 */
export function csvFile(rows: readonly (readonly Cell[])[]): Blob {
  return new Blob([csvText(rows)], { type: "text/csv;charset=utf-8" });
}

/** The text of {@link csvFile}. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** A text that a spreadsheet would read as a formula gets an apostrophe. */
function cell(value: Cell): string {
  const text = String(value ?? "");
  const isFormula = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
