import { connect } from "node:net";
import { text } from "node:stream/consumers";

/** How many commands a Redis has carried out so far, those of this question left out. */
export async function commandsOf(port: number): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.write("INFO commandstats\r\nQUIT\r\n");
  const stats = await text(socket);
  const calls = [...stats.matchAll(/^cmdstat_(?!info|quit|client|hello|select)[\w|]+:calls=(\d+)/gm)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}
