import { CHUNK, type LogBuffer } from "./log-buffer";

/**
 * Copies lines `from` to `to` to the clipboard, one chunk at a time.
 *
 * @throws Error if the browser does not allow it
 */
export async function copyLines(buffer: LogBuffer, from: number, to: number): Promise<void> {
  if (!navigator.clipboard) {
    copySelected(buffer.plainText(from, to));
    return;
  }
  // The copy begins at once, because browsers allow it only during a click.
  const text = textOf(buffer, from, to).then((plain) => new Blob([plain], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
}

async function textOf(buffer: LogBuffer, from: number, to: number): Promise<string> {
  const parts: string[] = [];
  for (let start = from; start < to; start += CHUNK) {
    parts.push(buffer.plainText(Math.max(start, buffer.first), Math.min(to, start + CHUNK)));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return parts.join("");
}

/** Outside secure contexts (HTTP to another machine) there is no clipboard API, but selected text can be copied. */
function copySelected(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("aria-hidden", "true");
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) {
    throw new Error();
  }
}
