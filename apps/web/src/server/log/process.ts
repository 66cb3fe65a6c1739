import { destination } from "pino";
import type { Log } from "../log.ts";
import { createJsonLog } from "./json.ts";
import { createTerminalLog } from "./terminal.ts";

/** Whoever collects the lines may be slow for a while, but not make us wait, nor fill our memory. */
const MOST_UNWRITTEN_BYTES = 16 * 1024 * 1024;

/** This process's log, on standard output: short lines on a terminal, JSON for everything else that reads them. */
export function processLog(): Log {
  const { stdout } = process;
  if (stdout.isTTY)
    return createTerminalLog(
      (line) => void stdout.write(line),
      () => new Date(),
    );
  return createJsonLog(destination({ fd: stdout.fd, sync: false, maxLength: MOST_UNWRITTEN_BYTES }));
}
