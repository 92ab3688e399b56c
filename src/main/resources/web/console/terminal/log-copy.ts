import { CHUNK, type LogBuffer } from "./log-buffer";

/** Puts lines `from` to `to` on the clipboard, making the text a chunk at a time. */
export async function copyLines(buffer: LogBuffer, from: number, to: number): Promise<void> {
  const parts: string[] = [];
  for (let start = from; start < to; start += CHUNK) {
    parts.push(buffer.plainText(start, Math.min(to, start + CHUNK)));
    await new Promise((resolve) => setTimeout(resolve));
  }
  await copyText(parts.join(""));
}

/** Outside secure contexts (HTTP to another machine) there is no clipboard, but what is selected can be copied. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
