// A JavaScript client of Socket.IO against a service whose project is src/test/resources/projects/small:
//   node client.mjs PACKAGE EXTENT ADDRESS [API_TOKEN]
// PACKAGE is the name of the client's package. EXTENT is "all", or "some" for the cases that any service passes. Each case runs
// over each of the client's transports. With an API_TOKEN, which the service must also have, the cases of the token and some
// others run. The exit status is 0 if all cases pass, else 1.
import assert from "node:assert/strict";
import { inspect } from "node:util";

const [packageName, extent, address, token] = process.argv.slice(2);
const library = await import(packageName);
const io = library.io ?? library.default;
/** Clients 1 and 2 use revision 4 of the protocol: no auth, no onAny, and other names of errors. */
const isOld = (library.protocol ?? library.default.protocol) < 5;
const TRANSPORTS = [["polling"], ["websocket"], ["polling", "websocket"]];
const LIMIT_MILLISECONDS = 60_000;

/** The connection is cut at event CUT_AT of a run with about so many events. */
const LINES = isOld ? 5_000 : 10_000;
const CUT_AT = LINES / 4;
/** The lines that are sent while a client stalls. */
const STALLED_LINES = 5_000;
const STALL_MILLISECONDS = 1_000;

/** The output of Flower for two rounds. */
const FLOWER_LINES = [
  "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
  "INFO :      [ROUND 1]",
  "INFO :      fit progress: (1, 0.5, {'accuracy': 0.25}, 0.1)",
  "INFO :      [ROUND 2]",
  "INFO :      fit progress: (2, 0.125, {'accuracy': 0.75}, 0.2)",
  "INFO :      Run finished 2 round(s) in 0.3s",
];

/** Events that the service rejects: name, data, and reason. */
const REFUSED = [
  ["start_simulation", { "--rounds": 1 }, "a name with other characters than letters, digits and _"],
  ["start_simulation", { help: true }, "a run that would start nothing"],
  ["start_simulation", { rounds: { a: 1 } }, "a value that is an object"],
  ["start_simulation", [1], "parameters that are a list"],
  ["start_simulation", "rounds", "parameters that are a text"],
  ["stop_simulation", { simulation_id: "../../etc" }, "an unknown simulation"],
  ["resume_simulation", { simulation_id: "../../etc", after: 0 }, "an unknown simulation"],
];

/** A connection that keeps all received events in order. */
class Client {
  events = [];
  #expected = [];

  constructor(transports, options = {}) {
    this.transports = transports;
    const { auth = credentials(), query, ...others } = options;
    const brought = isOld ? { query: { ...query, ...auth } } : { query, auth };
    this.socket = io(address, { transports, reconnection: false, forceNew: true, ...brought, ...others });
    this.#listen();
  }

  #listen() {
    this.socket.on("connect_error", (error) => this.#keep({ name: "connect_error", data: error }));
    if (!isOld) {
      this.socket.onAny((name, data) => this.#keep({ name, data }));
      return;
    }
    this.socket.on("error", (message) => this.#keep({ name: "connect_error", data: new Error(message) }));
    const handle = this.socket.onevent.bind(this.socket);
    this.socket.onevent = (packet) => {
      const [name, data] = packet.data;
      this.#keep({ name, data });
      handle(packet);
    };
  }

  /** Sends the session with the next automatic connection. */
  remember(session) {
    if (isOld) {
      this.socket.io.opts.query = credentials({ session });
    } else {
      this.socket.auth = credentials({ session });
    }
  }

  /** The service's reason for rejecting a namespace on the same connection. */
  refusal(namespace) {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`nothing comes about ${namespace}`)), LIMIT_MILLISECONDS);
      const other = this.socket.io.socket(namespace, { auth: credentials() });
      other.on("connect", () => reject(new Error(`${namespace} is connected`)));
      other.on(isOld ? "error" : "connect_error", (error) => {
        clearTimeout(limit);
        other.emit("unheard_of");
        resolve(error.message ?? error);
      });
      other.open();
    });
  }

  #keep(event) {
    this.events.push(event);
    this.#expected = this.#expected.filter((expectation) => !expectation(event));
  }

  /** Waits for the first event of this name that is `wanted`, and resolves with its data. */
  event(name, wanted = () => true) {
    const isWanted = (event) => event.name === name && wanted(event.data);
    const found = this.events.find(isWanted);
    if (found) {
      return Promise.resolve(found.data);
    }
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`'${name}' does not arrive; ${this.#summary()}`));
      const limit = setTimeout(fail, LIMIT_MILLISECONDS);
      this.#expected.push((event) => {
        if (!isWanted(event)) {
          return false;
        }
        clearTimeout(limit);
        resolve(event.data);
        return true;
      });
    });
  }

  #summary() {
    const last = this.events.slice(-3).map(({ name, data }) => `${name} ${data?.message ?? JSON.stringify(data)}`);
    const state = this.socket.connected ? "connected" : "not connected";
    return `${this.events.length} events arrived, the last are [${last.join("; ")}], and the client is ${state}`;
  }

  emit(name, data) {
    this.socket.emit(name, data);
  }

  /** Sends an event and resolves with its acknowledgement. */
  ask(name, data) {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`'${name}' is not acknowledged; ${this.#summary()}`));
      const limit = setTimeout(fail, LIMIT_MILLISECONDS);
      this.socket.emit(name, data, (answer) => {
        clearTimeout(limit);
        resolve(answer);
      });
    });
  }

  /** Starts a simulation and resolves with its id. */
  async start(parameters) {
    const answer = await this.ask("start_simulation", parameters);
    assert.equal(answer.error, undefined, `start_simulation is refused: ${answer.error}`);
    assert.equal(typeof answer.simulation_id, "string", "the acknowledgement of start_simulation has a simulation_id");
    assert.equal(answer.status, "queued", "the status in the acknowledgement of start_simulation");
    return answer.simulation_id;
  }

  /** The events of a simulation. */
  of(simulation) {
    return this.events.filter(({ data }) => data?.simulation_id === simulation && data.seq !== undefined);
  }

  async awaitTransport(name) {
    const engine = this.socket.io.engine;
    while (engine.transport.name !== name) {
      await new Promise((resolve, reject) => {
        const message = `the transport stays ${engine.transport.name} where ${name} was expected`;
        const limit = setTimeout(() => reject(new Error(message)), LIMIT_MILLISECONDS);
        engine.once("upgrade", () => {
          clearTimeout(limit);
          resolve();
        });
      });
    }
  }

  close() {
    this.socket.disconnect();
  }
}

function credentials(more = {}) {
  return token === undefined ? more : { token, ...more };
}

/** Runs `use` with a connection, and closes it in any case. */
async function connected(transports, options, use) {
  const client = new Client(transports, options);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

function sequence(events) {
  return events.map(({ data }) => data.seq);
}

function assertOnceEachInOrder(numbers) {
  const wrong = numbers.findIndex((number, index) => number !== index + 1);
  const around = numbers.slice(Math.max(0, wrong - 2), wrong + 3).join(", ");
  const message = `event ${wrong + 1} of ${numbers.length} is missing, doubled or misplaced: ..., ${around}, ...`;
  assert.ok(wrong === -1, message);
}

function assertRefused(answer, title) {
  assert.equal(typeof answer.message, "string", `${title}: the message`);
  assert.notEqual(answer.message, "", `${title}: the message`);
  assert.equal(answer.exit_code, -1, `${title}: the exit code`);
}

const casesOfAnyService = {
  async "a simulation sends all events from its start to its end"(transports) {
    await connected(transports, {}, async (client) => {
      const { session, resumed } = await client.event("connected");
      assert.equal(typeof session, "string", "the session of 'connected'");
      assert.equal(resumed, false, "a client without a session gets a new one");
      const simulation = await client.start({ rounds: 2, min_clients: 3, lines: 100, say: FLOWER_LINES });
      const complete = await client.event("simulation_complete");
      await client.awaitTransport(transports.at(-1));

      const events = client.of(simulation);
      assertOnceEachInOrder(sequence(events));
      assert.deepEqual(
        complete,
        { simulation_id: simulation, seq: events.length, message: "模拟成功完成。", exit_code: 0 },
        "the data of simulation_complete",
      );
      assert.equal(client.events.at(-1).name, "simulation_complete", "the last event");
      const run = events.filter(({ name }) => name !== "simulation_status");
      assert.equal(run[0].name, "simulation_started", "the first event of the run");
      assert.match(run[0].data.command, /train\.py/, "the command of simulation_started");
      assert.equal(typeof run[0].data.status, "string", "the status of simulation_started");

      const logs = events.filter(({ name }) => name === "simulation_log").map(({ data }) => data);
      for (const { message, timestamp } of logs) {
        assert.equal(typeof message, "string", "the message of simulation_log");
        assert.ok(Number.isFinite(Date.parse(timestamp)), `the timestamp of simulation_log: ${timestamp}`);
      }
      const lines = logs.map(({ message }) => message);
      for (const line of ["中文 output", "to stderr", "ready", "done, no newline at the end", ...FLOWER_LINES]) {
        assert.ok(lines.includes(line), `the line '${line}' is sent`);
      }
      assert.match(
        lines.find((line) => line.startsWith("options")),
        /rounds\W+2.*min_clients\W+3/,
        "the parameters",
      );
      assert.deepEqual(
        lines.filter((line) => line.startsWith("line ")),
        Array.from({ length: 100 }, (_, index) => `line ${index} ${"x".repeat(80)}`),
        "the hundred lines",
      );
      const rounds = events.filter(({ name }) => name === "simulation_round").map(({ data }) => data);
      assert.deepEqual(
        rounds.map(({ round, total_rounds, loss, accuracy }) => [round, total_rounds, loss, accuracy]),
        [
          [1, 2, 0.5, 0.25],
          [2, 2, 0.125, 0.75],
        ],
        "the rounds",
      );
    });
  },

  async "a session in the query gets what came after the event that it names"(transports) {
    let session;
    let simulation;
    let events;
    await connected(transports, {}, async (client) => {
      ({ session } = await client.event("connected"));
      simulation = await client.start({ lines: 10 });
      await client.event("simulation_complete");
      events = client.of(simulation);
    });
    await connected(transports, { query: { session } }, async (client) => {
      assert.equal((await client.event("connected")).resumed, true, "a session in the query is resumed");
      const answer = await client.ask("resume_simulation", { simulation_id: simulation, after: 7 });
      assert.equal(answer.error, undefined, `resume_simulation is refused: ${answer.error}`);
      await client.event("simulation_complete");
      assert.deepEqual(client.of(simulation), events.slice(7), "the events after the seventh");
    });
  },
};

const cases = {
  async "a client that was cut off comes back and has missed nothing"(transports) {
    let session;
    let simulation;
    const got = [];
    await connected(transports, {}, async (client) => {
      ({ session } = await client.event("connected"));
      simulation = await client.start({ lines: LINES });
      await client.event("simulation_log", ({ seq }) => seq >= CUT_AT);
      client.close();
      got.push(...sequence(client.of(simulation)));
      assert.ok(got.length < LINES, `the cut comes in the middle: ${got.length} events`);
    });
    await connected(transports, { auth: credentials({ session }) }, async (client) => {
      assert.equal((await client.event("connected")).resumed, true, "a session that is brought is resumed");
      client.emit("resume_simulation", { simulation_id: simulation, after: got.at(-1) });
      await client.event("simulation_complete");
      got.push(...sequence(client.of(simulation)));
    });
    assertOnceEachInOrder(got);
    assert.ok(got.length > LINES, `all lines are sent: ${got.length} events`);
  },

  async "a client that connects again by itself misses nothing"(transports) {
    let simulation;
    const options = { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 100 };
    await connected(transports, options, async (client) => {
      client.socket.on("connected", (data) => {
        client.remember(data.session);
        if (data.resumed) {
          client.emit("resume_simulation", { simulation_id: simulation, after: client.of(simulation).at(-1).data.seq });
        }
      });
      await client.event("connected");
      simulation = await client.start({ lines: LINES });
      await client.event("simulation_log", ({ seq }) => seq >= CUT_AT);
      client.socket.io.engine.close();
      await client.event("connected", ({ resumed }) => resumed);
      await client.event("simulation_complete");
      const got = sequence(client.of(simulation));
      assertOnceEachInOrder(got);
      assert.ok(got.length > LINES, `all lines are sent: ${got.length} events`);
    });
  },

  async "a simulation is stopped by its session only, and a waiting one gets its place"(transports) {
    await connected(transports, {}, async (client) => {
      await client.event("connected");
      const running = await client.start({ sleep: 60 });
      await client.event("simulation_log", ({ message }) => message === "ready");
      const waiting = await client.ask("start_simulation", { sleep: 60 });
      assert.equal(waiting.place, 1, "the place of a simulation that waits for another");
      await client.event(
        "simulation_status",
        (data) => data.simulation_id === waiting.simulation_id && data.place === 1,
      );

      await connected(transports, {}, async (stranger) => {
        await stranger.event("connected");
        for (const name of ["stop_simulation", "resume_simulation"]) {
          assertRefused(await stranger.ask(name, { simulation_id: running }), `${name} of another session's`);
        }
        assert.deepEqual(stranger.of(running), [], "the events of a simulation that a stranger gets");
      });

      for (const simulation of [waiting.simulation_id, running]) {
        const answer = await client.ask("stop_simulation", { simulation_id: simulation });
        assert.equal(answer.simulation_id, simulation, "the simulation_id in the acknowledgement of stop_simulation");
        // It may already have ended.
        assert.match(answer.status, /^(stopping|stopped)$/, "the status in the acknowledgement of stop_simulation");
        const stopped = await client.event("simulation_error", ({ simulation_id }) => simulation_id === simulation);
        assert.equal(stopped.status, "stopped", "the status of one that was stopped");
        assert.equal(stopped.message, "模拟已停止。", "the message of one that was stopped");
        assertOnceEachInOrder(sequence(client.of(simulation)));
        assert.equal(stopped.seq, client.of(simulation).length, "the end is the last event");
      }
    });
  },

  async "without acknowledgements all answers are events"(transports) {
    await connected(transports, {}, async (client) => {
      client.emit("start_simulation", { exit_code: 3 });
      const failed = await client.event("simulation_error");
      assert.equal(failed.message, "模拟失败，退出码 3。", "the message of a run that failed");
      assert.equal(failed.exit_code, 3, "the exit code of a run that failed");
      client.emit("start_simulation");
      const { simulation_id: simulation } = await client.event("simulation_complete");
      client.emit("stop_simulation", { simulation_id: simulation });
      client.emit("resume_simulation", { simulation_id: simulation, after: 0 });
      await client.event("simulation_started", () => sequence(client.of(simulation)).lastIndexOf(1) > 0);
    });
  },

  async "what is wrong is refused, with and without acknowledgement"(transports) {
    for (const [name, data, reason] of REFUSED) {
      await connected(transports, {}, async (client) => {
        const title = `${name} of ${reason}`;
        const answer = await client.ask(name, data);
        assertRefused(answer, title);
        assert.equal(typeof answer.error, "string", `${title}: the error in the acknowledgement`);
        assert.notEqual(answer.error, "", `${title}: the error in the acknowledgement`);
      });
      await connected(transports, {}, async (client) => {
        client.emit(name, data);
        assertRefused(await client.event("simulation_error"), `${name} of ${reason}, without acknowledgement`);
        assertRefused(await client.ask(name, data), `${name} of ${reason}, once more on the same connection`);
      });
    }
    await connected(transports, {}, async (client) => {
      client.emit("unheard_of", {});
      assertRefused(await client.ask("unheard_of", {}), "an unknown event");
    });
  },
};

const casesOfTexts = {
  async "texts of any characters come and go unchanged"(transports) {
    const lines = ["模拟 😀👩‍👧 é", 'tab\tquote"backslash\\n', "😀".repeat(2_000)];
    await connected(transports, {}, async (client) => {
      await client.start({ say: lines });
      await client.event("simulation_complete");
      const said = client.events.filter(({ name }) => name === "simulation_log").map(({ data }) => data.message);
      assert.deepEqual(
        lines.filter((line) => !said.includes(line)),
        [],
        "the lines that do not come back",
      );
    });
  },

  async "large messages and bytes are taken"(transports) {
    await connected(transports, {}, async (client) => {
      assertRefused(await client.ask("unheard_of", "大".repeat(300_000)), "an unknown event");
      const bytes = Buffer.from([0, 1, 254, 255]);
      assertRefused(await client.ask("unheard_of", [bytes, { bytes }]), "an unknown event, with bytes");
      assertRefused(await client.ask("start_simulation", { rounds: bytes }), "a value of bytes");
      await client.awaitTransport(transports.at(-1));
      assertRefused(await client.ask("unheard_of", bytes), "an unknown event, after the upgrade");
    });
  },

  async "a namespace that there is not is refused, and the connection stays"(transports) {
    await connected(transports, {}, async (client) => {
      await client.event("connected");
      assert.equal(await client.refusal("/elsewhere"), "Invalid namespace", "the refusal");
      assertRefused(await client.ask("unheard_of"), "an unknown event");
    });
  },

  async "a client that stalls misses nothing"(transports) {
    await connected(transports, {}, async (client) => {
      const simulation = await client.start({ lines: STALLED_LINES });
      await client.event("simulation_log", ({ seq }) => seq >= 100);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MILLISECONDS);
      await client.event("simulation_complete");
      const got = sequence(client.of(simulation));
      assertOnceEachInOrder(got);
      assert.ok(got.length > STALLED_LINES, `all lines are sent: ${got.length} events`);
    });
  },
};

const casesOfTheToken = {
  async "without the API token no client is connected"(transports) {
    for (const auth of [{}, { token: "" }, { token: `${token}x` }]) {
      await connected(transports, { auth }, async (client) => {
        const refused = await Promise.race([client.event("connect_error"), client.event("connected")]);
        assert.ok(refused instanceof Error, "a client without the token is refused");
        assert.match(refused.message, /token/i, "the refusal names the token");
        assert.deepEqual(
          client.events.map(({ name }) => name),
          ["connect_error"],
          "the events of a refused client",
        );
      });
    }
  },

  async "the API token is read from auth or from a header"(transports) {
    const extraHeaders = { Authorization: `Bearer ${token}` };
    for (const options of [{ auth: { token } }, { auth: {}, extraHeaders }]) {
      await connected(transports, options, async (client) => {
        const refused = client.event("connect_error").then((error) => Promise.reject(error));
        await Promise.race([client.event("connected"), refused]);
        await client.start({});
        await client.event("simulation_complete");
      });
    }
  },
};

/** The message of a failure, with the difference of the values if there is one. */
function description(error) {
  const differs = error.code === "ERR_ASSERTION" && error.operator !== "==";
  const [expected, actual] = [error.expected, error.actual].map((value) => inspect(value, { maxArrayLength: 10 }));
  return differs ? `${error.message}: expected ${expected}, but it is ${actual}` : error.message;
}

const others = extent === "some" ? {} : token === undefined ? { ...casesOfTexts, ...cases } : casesOfTheToken;
const chosen = { ...casesOfAnyService, ...others };
let failures = 0;
for (const [name, run] of Object.entries(chosen)) {
  for (const transports of TRANSPORTS) {
    const begun = performance.now();
    const title = `${packageName}, ${transports.join(" then ")}: ${name}`;
    try {
      await run(transports);
      console.log(`passed  ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failures++;
      console.log(`FAILED  ${title}\n        ${description(error).replaceAll("\n", "\n        ")}`);
    }
  }
}
console.log(failures === 0 ? "All cases passed." : `${failures} cases failed.`);
process.exit(failures === 0 ? 0 : 1);
