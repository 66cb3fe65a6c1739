import { connect, type Socket } from "node:net";
import { listener } from "./listener.ts";

export interface Relay {
  readonly port: number;
  /** How many connections were accepted. */
  connections(): number;
  /** How often the client has spoken after the server had: round trips, however the bytes were cut. */
  turns(): number;
  /** Where connections lead that are made from now on, as a name does that was changed. */
  lead(port: number): void;
  /** What becomes of the bytes from the server from now on. */
  set(mode: Mode): void;
}

/**
 * `hold`: nothing passes either way, and nobody is told. `cut`: of the next reply the first byte
 * passes, then the client's connection is reset.
 */
type Mode = "pass" | "hold" | "cut";

/** A relay in front of a real server that can fail in ways the server can't be made to. Ends with the test. */
export async function relay(port: number, ownPort = 0): Promise<Relay> {
  let mode: Mode = "pass";
  let turns = 0;
  let target = port;

  function pair(client: Socket): void {
    let listening = true;
    const server = connect(target, "127.0.0.1");
    const end = () => {
      client.destroy();
      server.destroy();
    };
    server.on("error", end).on("close", end);
    client.on("end", end).on("close", end);
    client.on("data", (bytes) => {
      if (mode === "hold") return;
      if (listening) turns += 1;
      listening = false;
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (mode === "hold") return;
      listening = true;
      if (mode === "pass") return client.write(bytes);
      client.write(bytes.subarray(0, 1), () => client.resetAndDestroy());
    });
  }

  const { port: own, connections } = await listener(pair, ownPort);
  return {
    port: own,
    connections,
    turns: () => turns,
    lead: (next) => {
      target = next;
    },
    set: (next) => {
      mode = next;
    },
  };
}
