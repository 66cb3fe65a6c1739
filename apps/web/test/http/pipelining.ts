import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** As many requests as fit into one read of a socket. */
export const MANY = 1_900;

/** Short ones, one with more work to it than the other. */
export const KINDS = {
  "calls without a token": "GET /api/trpc/account.me HTTP/1.1\r\nHost:a\r\n\r\n",
  "no paths": "GET // HTTP/1.1\r\nHost:a\r\n\r\n",
};

/** Connects to a server on this machine, until the test is over. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, "localhost");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Resolves with all that came when so many answers have begun, or the connection ends. */
export function answersOn(socket: Socket, count: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    let [begun, end] = [0, ""];
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      chunks.push(chunk);
      begun += (end + chunk).split("HTTP/1.1 ").length - 1;
      end = chunk.slice(-8);
      if (begun >= count) resolve(chunks.join(""));
    });
    socket.once("close", () => resolve(chunks.join("")));
  });
}
