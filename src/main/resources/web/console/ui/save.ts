/** Lets the browser save a blob under a name. */
export function save(content: Blob | string, name: string): void {
  const isUrl = typeof content === "string";
  const link = document.createElement("a");
  link.href = isUrl ? content : URL.createObjectURL(content);
  link.download = name;
  link.click();
  if (!isUrl) {
    // The browser reads it after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
