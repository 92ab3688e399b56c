export type ViewName = "models" | "predict" | "training" | "simulate" | "runs" | "experiments" | "evaluate";

/** A place in the console, as the address's fragment names it: `#/predict?models=a&models=b`, `#/simulate/ID`. */
export interface Place {
  view: ViewName;
  /** The decoded part after the view's name: a simulation's id. */
  item: string;
  query: URLSearchParams;
}

const VIEWS: readonly ViewName[] = ["models", "predict", "training", "simulate", "runs", "experiments", "evaluate"];

export function place(hash = location.hash): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name, item = ""] = path.split("/", 2);
  return {
    view: VIEWS.find((view) => view === name) ?? "models",
    item: decoded(item),
    query: new URLSearchParams(query),
  };
}

/** The address of a place. */
export function href(view: ViewName, item = "", query: Record<string, string[]> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    values.forEach((value) => parameters.append(name, value));
  }
  const path = item ? `${view}/${encodeURIComponent(item)}` : view;
  return `#/${path}${parameters.size > 0 ? `?${parameters}` : ""}`;
}

/** Goes to a place. */
export function go(address: string, replace = false): void {
  if (location.hash === address) {
    return;
  }
  if (replace) {
    history.replaceState(null, "", location.pathname + location.search + address);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = address;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
