import { type DestinationStream, pino, stdTimeFunctions } from "pino";
import { requestContext } from "../request-context.ts";
import { type Log, levelOf } from "./log.ts";

/** One JSON object a line; what belongs to a request says to which, and whose it is where that is known. */
export function createJsonLog(destination: DestinationStream): Log {
  const logger = pino(
    {
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  return (event, fields) => {
    const found = requestContext();
    logger[levelOf(event, fields)]({ event, requestId: found?.id, ...found?.whose, ...fields });
  };
}
