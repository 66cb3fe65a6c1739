import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { RedisServer } from "@curfew/upstash-local/testing";

/** Has a server carry out one command, as an operator's. Rejects if it doesn't. */
export async function tell({ port }: Pick<RedisServer, "port">, command: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.end(`${command}\r\nQUIT\r\n`);
  const answer = await text(socket);
  if (!answer.startsWith("+OK")) throw new Error(`the server refused: ${answer}`);
}
