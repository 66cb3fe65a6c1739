import { type Fields, type Log, levelOf } from "./log.ts";

/** For somebody who watches: a short line each. */
export function createTerminalLog(write: (line: string) => void, now: () => Date): Log {
  return (event, { message, ...fields } = {}) => {
    // Who watches wants to know when there is something to see.
    if (event === "listening") return;
    if (event === "ready") return write(`${message}\n`);
    const time = now().toTimeString().slice(0, 8);
    const text = event === "request" ? requestLine(fields) : `${event} ${message ?? pairs(fields)}`;
    write(`${time} ${levelOf(event, fields).padEnd(5)} ${text}\n`);
  };
}

function requestLine({ method, route, status, reasons, durationMs, cause }: Fields): string {
  const told = [method, route, status ?? "aborted", reasons, `${durationMs} ms`, cause];
  return told.filter((each) => each !== undefined).join(" ");
}

function pairs(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
