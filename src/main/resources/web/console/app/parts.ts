/** The files that are loaded on demand, by the names that the page gives them. */
interface Parts {
  charts: typeof import("../../charts/charts");
  pictures: typeof import("../../pictures/pictures");
  chinese: typeof import("../../chinese/zh");
}

let failures = 0;

/**
 * Loads a part of the console. Rejects if the service does not answer; the next call tries again.
 *
 * The page has the addresses as attributes of its script, because the names of the files change with their content.
 */
export async function loadPart<Name extends keyof Parts>(name: Name): Promise<Parts[Name]> {
  const path = document.querySelector<HTMLScriptElement>(`script[data-${name}]`)?.dataset[name] ?? "";
  const address = new URL(path, document.baseURI);
  if (failures > 0) {
    // Browsers keep the failure of an address.
    address.searchParams.set("again", String(failures));
  }
  try {
    return (await import(address.href)) as Parts[Name];
  } catch (error) {
    failures++;
    throw error;
  }
}
