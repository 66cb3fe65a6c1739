import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { RedisServer } from "./redis-server.ts";

/** Has a server carry out one command, as an operator's. Rejects if it doesn't. */
export async function tell(redis: Pick<RedisServer, "port">, command: string): Promise<void> {
  const answer = await ask(redis, command);
  if (!answer.startsWith("+OK")) throw new Error(`the server refused: ${answer}`);
}

/** Resolves with a server's reply to one command as it came over the wire. */
export async function ask({ port }: Pick<RedisServer, "port">, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(`${command}\r\nQUIT\r\n`);
  return text(socket);
}
