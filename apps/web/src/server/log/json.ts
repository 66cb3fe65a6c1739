import { type DestinationStream, pino, stdTimeFunctions } from "pino";
import { evidence } from "../evidence.ts";
import { LEVELS, type Log } from "../log.ts";

/** One JSON object a line; what belongs to a request says to which. */
export function createJsonLog(destination: DestinationStream): Log {
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  return (event, fields) => logger[LEVELS[event]]({ event, requestId: evidence()?.id, ...fields });
}
