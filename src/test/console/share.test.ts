import { afterEach, describe, expect, test, vi } from "vitest";
import { session } from "../../main/resources/web/console/service/api";
import { share, tokenIn } from "../../main/resources/web/console/service/share";
import { addressOf } from "../../main/resources/web/console/service/shares";
import { eventsOf, logOf, recordOf } from "../../main/resources/web/console/service/simulation-list";
import { FollowedSimulation } from "../../main/resources/web/console/service/simulations";

const TOKEN = "20261124-100001-0000000a.0123.sig-_";

afterEach(() => {
  share.token = undefined;
  share.latest = undefined;
  vi.unstubAllGlobals();
});

describe("the token of a link", () => {
  test("is in the fragment of its page only", () => {
    expect(tokenIn(`#/shared/${TOKEN}`)).toBe(TOKEN);
    expect(tokenIn("#/simulate/x")).toBeUndefined();
    expect(tokenIn("")).toBeUndefined();
    expect(addressOf({ id: "0123", token: TOKEN, archive: false, created: "", expires: "" })).toMatch(
      new RegExp(`/console/#/shared/${TOKEN.replaceAll(".", "\\.")}$`),
    );
  });

  test("has no character that a header cannot have, and an end", () => {
    expect(tokenIn("#/shared/")).toBe("");
    expect(tokenIn("#/shared/a\u0000b%0Ac\u{1f600}d e")).toBe("ab0Acde");
    expect(tokenIn(`#/shared/${"x".repeat(10_000)}`)).toHaveLength(200);
  });
});

describe("the page of a link", () => {
  function answering(body: string): ReturnType<typeof vi.fn> {
    const ask = vi.fn(async () => new Response(body));
    vi.stubGlobal("fetch", ask);
    return ask;
  }

  test("requests its simulation with the token of the link and no other proof", async () => {
    share.token = TOKEN;
    session.token = "mine";
    const ask = answering(JSON.stringify({ simulation: { id: "a" }, expires: "2026", archive: true }));
    expect(await recordOf("another")).toEqual({ id: "a" });
    expect(share.latest).toEqual({ expires: "2026", archive: true });
    await logOf("another");
    await eventsOf("another", 7, () => {}).catch(() => {});
    const calls = ask.mock.calls as unknown as [URL, RequestInit][];
    expect(calls.map(([address]) => address.pathname + address.search)).toEqual([
      expect.stringMatching(/\/api\/shared\/$/),
      expect.stringMatching(/\/api\/shared\/log$/),
      expect.stringMatching(/\/api\/shared\/log\?after=7$/),
    ]);
    for (const [address, { headers }] of calls) {
      expect(address.href).not.toContain(TOKEN);
      const sent = new Headers(headers);
      expect(sent.get("X-Share")).toBe(TOKEN);
      expect(sent.get("X-Session")).toBeNull();
      expect(sent.get("Authorization")).toBeNull();
    }
    session.token = undefined;
  });

  test("reads its simulation without a live connection", async () => {
    share.token = TOKEN;
    answering(JSON.stringify({ simulation: { id: "a", state: "completed", rounds: [] }, expires: "", archive: false }));
    const simulation = new FollowedSimulation(share.simulation);
    expect(simulation.id).toBe("20261124-100001-0000000a");
    simulation.own = false;
    simulation.watch(true);
    await vi.waitFor(() => expect(simulation.state).toBe("completed"));
    simulation.watch(false);
  });

  test("sends no token of a link from the console itself", async () => {
    const ask = answering("{}");
    await recordOf("a");
    const [[address, { headers }]] = ask.mock.calls as unknown as [[URL, RequestInit]];
    expect(address.pathname).toMatch(/\/api\/simulations\/a\/$/);
    expect(new Headers(headers).get("X-Share")).toBeNull();
  });
});
