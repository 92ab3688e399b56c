/** The tags of a text with commas between them, each once. */
export function readTags(text: string): string[] {
  const tags = text.split(/[,，]/).map((tag) => tag.trim().replaceAll(/\s+/g, " "));
  return [...new Set(tags.filter((tag) => tag !== ""))];
}
