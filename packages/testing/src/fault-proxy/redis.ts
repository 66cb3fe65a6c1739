import { connect, createServer, type Server, type Socket } from "node:net";
import { commandReader } from "./command.ts";
import type { RedisFault, Traffic } from "./fault.ts";
import { readFrames } from "./frame.ts";
import { createSession } from "./session.ts";

/** Each command gets one reply, in order: pub/sub and MONITOR don't pass. */
export function redisServer(target: URL, traffic: Traffic<RedisFault>): Server {
  return createServer((client) => serve(client, connect(Number(target.port || 6379), target.hostname), traffic));
}

function serve(client: Socket, server: Socket, traffic: Traffic<RedisFault>): void {
  const session = createSession(client, asker(server), traffic);
  const read = commandReader();
  let turn = Promise.resolve();
  readFrames(client, (frame) => {
    const command = read(frame);
    if (command.begins) traffic.requests += 1;
    turn = turn.then(() => session(command));
  });
  client.on("error", () => {}).on("close", () => server.destroy());
  server.on("error", () => {}).on("close", () => client.end());
}

/** Sends a command and resolves with its reply; never, if the connection is lost. One at a time. */
function asker(server: Socket): (frame: Buffer) => Promise<Buffer> {
  let answer: (reply: Buffer) => void = () => {};
  readFrames(server, (reply) => answer(reply));
  return (frame) => {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    answer = resolve;
    server.write(frame);
    return promise;
  };
}
