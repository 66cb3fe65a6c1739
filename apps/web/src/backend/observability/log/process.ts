import { createJsonLog } from "./json.ts";
import type { Log } from "./log.ts";
import { createTerminalLog } from "./terminal.ts";

/** A reader that stands still holds nobody up, and doesn't fill our memory: lines above this are dropped. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;

/** This process's log, on standard output: short lines on a terminal, JSON for everything else that reads them. */
export function processLog(): Log {
  const { stdout } = process;
  // Standard output holds lines of the log and nothing else, whatever a library has to say.
  console.log = console.info = console.debug = console.error;
  // Whoever read the lines is gone. That is no reason to stop serving, nor to tell anybody, in a line.
  stdout.on("error", () => {});
  const write = (line: string) => {
    if (stdout.writableLength < MOST_UNREAD_BYTES) stdout.write(line);
  };
  return stdout.isTTY ? createTerminalLog(write, () => new Date()) : createJsonLog({ write });
}
