import { ApiError, getJson } from "./api";

/** The most ids of one request. */
const MAX_IDS = 100;
/** The longest query in characters: the service accepts 4,096 for the method, the path and the query. */
const MAX_CHARACTERS = 3_500;

/** The service's answer for several ids. */
export interface Several<T> {
  found: Record<string, T>;
  failed: Record<string, { status: number; error: string; retry_after?: number }>;
  /** Ids that did not fit into the answer. */
  left_out: string[];
}

/** The thing with an id, or the reason why it cannot be read. */
export type Outcome<T> = { value: T } | { error: ApiError };

/** Reads the things with some ids, and passes them to `take` as they arrive. Rejects if the service fails as a whole. */
export type ReadSeveral<T> = (
  ids: readonly string[],
  take: (outcomes: ReadonlyMap<string, Outcome<T>>) => void,
) => Promise<void>;

/**
 * Reads several things by one request, or by few if their ids are very long or the answer would be very large.
 *
 * @param path the path, with a query that ends in `?` or `&`
 * @param value the thing with an id, of an answer that has it
 * @param parameter the query parameter of an id
 */
export function readSeveral<T, A extends Several<unknown> = Several<T>>(
  path: string,
  value: (answer: A, id: string) => T = (answer, id) => answer.found[id] as T,
  parameter = "id",
): ReadSeveral<T> {
  return async (ids, take) => {
    let left = [...new Set(ids)];
    while (left.length > 0) {
      const some = portion(left, parameter);
      const query = some.map((id) => `${parameter}=${encodeURIComponent(id)}`).join("&");
      const answer = await getJson<A>(path + query);
      const outcomes = new Map<string, Outcome<T>>(
        Object.keys(answer.found).map((id) => [id, { value: value(answer, id) }]),
      );
      for (const [id, { status, error, retry_after: seconds }] of Object.entries(answer.failed)) {
        outcomes.set(id, { error: new ApiError(status, error, seconds, true) });
      }
      take(outcomes);
      left = [...answer.left_out, ...left.slice(some.length)];
    }
  };
}

/** The first ids, as many as fit into one request. */
function portion(ids: readonly string[], parameter: string): string[] {
  let characters = 0;
  const end = ids.slice(0, MAX_IDS).findIndex((id) => {
    characters += encodeURIComponent(id).length + parameter.length + 2;
    return characters > MAX_CHARACTERS;
  });
  return ids.slice(0, end < 0 ? MAX_IDS : Math.max(1, end));
}
