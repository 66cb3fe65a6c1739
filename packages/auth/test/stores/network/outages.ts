import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../../../src/blacklist/store.ts";
import { CALLS, expectUnknown, recovery } from "../calls.ts";
import { record, write } from "../conformance/set-up.ts";
import { closedPort, listener } from "./listener.ts";
import { relay } from "./relay.ts";

export interface Remote {
  /** The port of a real server in good health. */
  port(): number;
  /** A store that takes the given port of 127.0.0.1 for its server, on records of its own. */
  connect(port: number, timeoutMs: number): Store;
}

const TIMEOUT_MS = 300;

/** What a driver over the network does when the network fails it. */
export function outages(name: string, remote: Remote): void {
  function connected(port: number, timeoutMs = TIMEOUT_MS): Store {
    const store = remote.connect(port, timeoutMs);
    onTestFinished(() => store.close());
    return store;
  }

  describe(`${name} rejects within the deadline`, () => {
    test.each(CALLS)("%s, without a listener", async (_, call) => {
      const port = await closedPort();
      await expectUnknown(call(connected(port)), TIMEOUT_MS);
    });

    test.each(CALLS)("%s, when the connection is accepted and never answered", async (_, call) => {
      const { port } = await listener(() => {});
      await expectUnknown(call(connected(port)), TIMEOUT_MS);
    });

    test.each(CALLS)("%s, when the connection is reset; and doesn't ask again", async (_, call) => {
      let asked = 0;
      const { port } = await listener((socket) =>
        socket.once("data", () => {
          asked += 1;
          socket.resetAndDestroy();
        }),
      );
      await expectUnknown(call(connected(port)), TIMEOUT_MS);
      await sleep(100);
      expect(asked).toBe(1);
    });

    test.each(CALLS)("%s, when the connection is closed as soon as it is accepted", async (_, call) => {
      const { port } = await listener((socket) => socket.end());
      await expectUnknown(call(connected(port)), TIMEOUT_MS);
    });

    test.each(CALLS)("%s, when the connection is reset in the middle of the reply", async (_, call) => {
      const between = await relay(remote.port());
      const store = connected(between.port);
      await recovery(() => call(store));
      between.set("cut");
      await expectUnknown(call(store), TIMEOUT_MS);
    });

    test.each(CALLS)("%s, when the connection in use swallows everything", async (_, call) => {
      const between = await relay(remote.port());
      const store = connected(between.port);
      await recovery(() => call(store));
      between.set("hold");
      await expectUnknown(call(store), TIMEOUT_MS);
    });

    test("fifty calls at once, when nothing is answered any more", async () => {
      const between = await relay(remote.port());
      const store = connected(between.port);
      await recovery(() => store.read(["a"]));
      between.set("hold");
      const calls = Array.from({ length: 50 }, () => expectUnknown(store.read(["a", "b"]), TIMEOUT_MS));
      await Promise.all(calls);
    });
  });

  describe(`${name} recovers within two seconds`, () => {
    test("of a repaired route that had swallowed everything", async () => {
      const between = await relay(remote.port());
      const store = connected(between.port);
      await recovery(() => store.put(write([record("a", "x")])));
      between.set("hold");
      for (const [, call] of CALLS) await expectUnknown(call(store), TIMEOUT_MS);
      between.set("pass");
      let values: unknown;
      const took = await recovery(async () => {
        values = await store.read(["a"]);
      });
      expect(took).toBeLessThan(2_000);
      expect(values).toEqual(["x"]);
    });

    test("of a server that was not there at first", async () => {
      const port = await closedPort();
      const store = connected(port);
      await expectUnknown(store.read(["a"]), TIMEOUT_MS);
      await relay(remote.port(), port);
      expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
    });
  });

  test(`${name} opens no connection before the first call`, async () => {
    const { port, connections } = await listener(() => {});
    connected(port);
    await sleep(30);
    expect(connections()).toBe(0);
  });

  test.each(CALLS)(`${name} makes one round trip for a %s`, async (_, call) => {
    const between = await relay(remote.port());
    const store = connected(between.port, 20_000);
    await store.read(["a"]);
    const before = between.turns();
    await call(store);
    expect(between.turns() - before).toBe(1);
  });

  test(`${name} sends no request for no keys`, async () => {
    const { port, connections } = await listener(() => {});
    expect(await connected(port).read([])).toEqual([]);
    expect(connections()).toBe(0);
  });
}
