import { connect } from "node:net";

const PROBE_TIMEOUT_MS = 1_000;

/** Whether the server on this port is that process, and ready for commands. Someone else's server may hold the port. */
export async function answers(port: number, pid: number): Promise<boolean> {
  const info = await ask(port, "INFO\r\n");
  if (info.startsWith("-NOAUTH")) return true;
  // Whole lines: there is also async_loading, which is 0 while a server that was just started loads its files.
  const tells = (line: string) => info.includes(`\n${line}\r\n`);
  return tells(`process_id:${pid}`) && !tells("loading:1");
}

/** Whatever came back until the reply was whole, the peer closed or the time was up. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve) => {
    let reply = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(command));
    socket.setEncoding("latin1").setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve(reply));
    socket.on("data", (chunk: string) => {
      reply += chunk;
      if (isWhole(reply)) socket.destroy();
    });
  });
}

/** A bulk string announces its length; an error is one line. */
function isWhole(reply: string): boolean {
  const header = /^\$(\d+)\r\n/.exec(reply);
  return header ? reply.length >= header[0].length + Number(header[1]) : reply.endsWith("\r\n");
}
