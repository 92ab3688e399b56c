/** A query for a page of simulations. Empty texts have no effect. */
export interface RunQuery {
  /** Words that must occur in the name, notes, tags, id or parameters. */
  q: string;
  /** A condition such as `accuracy > 0.9 and learning_rate = 0.05`. */
  filter: string;
  /** A column of the service, with `-` before it for the largest first. */
  sort: string;
  /** Whether archived simulations are found as well. */
  archived: boolean;
  offset: number;
  limit: number;
}

/** The parameters of the request for a page, with details. */
export function searchParameters(query: RunQuery): URLSearchParams {
  const parameters = new URLSearchParams({ details: "true", limit: String(query.limit) });
  for (const name of ["q", "filter", "sort"] as const) {
    if (query[name].trim() !== "") {
      parameters.set(name, query[name].trim());
    }
  }
  if (query.archived) {
    parameters.set("archived", "all");
  }
  if (query.offset > 0) {
    parameters.set("offset", String(query.offset));
  }
  return parameters;
}

/** The query of the console's address. */
export function readQuery(address: URLSearchParams, limit: number): RunQuery {
  const offset = Number(address.get("offset") ?? 0);
  return {
    q: address.get("q") ?? "",
    filter: address.get("filter") ?? "",
    sort: address.get("sort") ?? "",
    archived: address.get("archived") === "all",
    offset: Number.isSafeInteger(offset) && offset > 0 ? Math.floor(offset / limit) * limit : 0,
    limit,
  };
}

/** The part of a query that is in the console's address. */
export function addressOf({ q, filter, sort, archived, offset }: RunQuery): Record<string, string[]> {
  const all = { q, filter, sort, archived: archived ? "all" : "", offset: offset > 0 ? String(offset) : "" };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value ? [[name, [value]]] : [])));
}

/** The service's name of a parameter or metric; undefined if no filter can name it. */
export function columnName(kind: "params" | "metrics", name: string): string | undefined {
  const column = `${kind}.${name}`;
  if (/^[\p{L}\p{Nd}_.\-/+:@]+$/u.test(column)) {
    return column;
  }
  const quote = ['"', "'", "`"].find((each) => !name.includes(each));
  return quote === undefined ? undefined : quote + column + quote;
}

/** The order of a column, as `aria-sort` names it. */
export type Order = "ascending" | "descending" | "none";

export function orderOf(sort: string, column: string): Order {
  return sort === column ? "ascending" : sort === `-${column}` ? "descending" : "none";
}

/** The order after a click: the largest first, then the smallest first, then the usual order of the list. */
export function nextSort(sort: string, column: string): string {
  switch (orderOf(sort, column)) {
    case "none":
      return `-${column}`;
    case "descending":
      return column;
    case "ascending":
      return "";
  }
}

/** The place and the reason of a filter that the service could not parse. */
export interface FilterFault {
  /** The index of the wrong character in the filter that was sent; its length if something is missing at the end. */
  at: number;
  reason: string;
}

/** Reads the message of the service; undefined if it is about something else. */
export function filterFault(message: string): FilterFault | undefined {
  const parts = /^filter, character (\d+): (.*)$/s.exec(message);
  return parts ? { at: Number(parts[1]) - 1, reason: parts[2]! } : undefined;
}
