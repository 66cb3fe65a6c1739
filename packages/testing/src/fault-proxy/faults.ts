import type { RedisFault, RestFault, WireFault } from "./fault.ts";

/** A fault, and what tests call it. */
export interface NamedFault<Fault> {
  readonly name: string;
  readonly fault: Fault;
  /** The store takes no writes, and answers what it is asked. */
  readonly sparesReads?: true;
}

const WIRE: readonly NamedFault<WireFault>[] = [
  { name: "refused", fault: { kind: "refused" } },
  { name: "a black hole", fault: { kind: "blackhole" } },
  { name: "reset", fault: { kind: "reset" } },
  { name: "reset in the middle of the answer", fault: { kind: "resetMidReply" } },
  { name: "latency beyond the deadline", fault: { kind: "latency", ms: 20_000 } },
  { name: "the answer lost in silence", fault: { kind: "answerLost", mode: "silent" } },
  { name: "the answer lost by a reset", fault: { kind: "answerLost", mode: "reset" } },
];

/** Faults with which the store carries the request out, and its reply is lost. */
export const UNHEARD = WIRE.slice(3);

const error = (text: string): NamedFault<RedisFault> => ({ name: text, fault: { kind: "error", text } });

const noWrites = (text: string): NamedFault<RedisFault> => {
  return { name: text, fault: { kind: "error", text, onlyWrites: true }, sparesReads: true };
};

const SHAPES = ["integer", "map", "short", "long"] as const;

/** Everything that a Redis, or the way to it, can do wrong. */
export const REDIS_FAULTS: readonly NamedFault<RedisFault>[] = [
  ...WIRE,
  error("LOADING Redis is loading the dataset in memory"),
  error("NOAUTH Authentication required."),
  noWrites("READONLY You can't write against a read only replica."),
  noWrites("OOM command not allowed when used memory > 'maxmemory'."),
  ...SHAPES.map((reply) => ({
    name: `a reply of another shape: ${reply}`,
    fault: { kind: "wrongType", reply } as const,
  })),
];

const HTML = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";

const status = (code: number, body: string): NamedFault<RestFault> => {
  return { name: `${code} ${body || "without a word"}`, fault: { kind: "status", code, body } };
};

const page = (code: number): NamedFault<RestFault> => {
  return { name: `${code} with HTML`, fault: { kind: "status", code, body: HTML, contentType: "text/html" } };
};

/** Everything that a REST API in front of one, or the way to it, can do wrong. */
export const REST_FAULTS: readonly NamedFault<RestFault>[] = [
  ...WIRE,
  page(500),
  page(200),
  status(502, ""),
  status(401, '{"error":"Unauthorized"}'),
  status(429, '{"error":"ERR max requests limit exceeded"}'),
  status(200, ""),
  status(200, "{}"),
  status(200, "[]"),
  status(200, '{"result":null}'),
  status(200, '{"result":1}'),
  status(200, '{"result":[]}'),
  status(200, '{"result":[nul'),
  status(200, '{"error":"LOADING Redis is loading the dataset in memory"}'),
  { name: "headers and then silence", fault: { kind: "headersOnly" } },
];
