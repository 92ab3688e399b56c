/** Copies the text of a field. Returns whether the browser has allowed it. */
export async function copyText(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Outside secure contexts (HTTP to another machine) there is no clipboard, but selected text can be copied.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
