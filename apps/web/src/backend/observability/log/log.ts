/** What is worth a line in the log, and how much it matters. A line's fields are never secret. */
export const LEVELS = {
  listening: "info",
  not_ready: "warn",
  ready: "info",
  stopping: "info",
  stopped: "info",
  signal_ignored: "info",
  request: "info",
  call_failed: "error",
  request_failed: "error",
  uncaught: "error",
  unhandled: "error",
  warning: "warn",
  blacklist_recovering: "error",
  blacklist_recovered: "warn",
  blacklist_forgot: "error",
  blacklist_forgot_again: "error",
  blacklist_reborn: "info",
  blacklist_stray: "error",
  blacklist_shared: "warn",
  blacklist_lagging: "warn",
  blacklist_database_restored: "error",
  blacklist_down: "error",
  blacklist_up: "info",
  blacklist_readonly: "error",
  blacklist_writable: "info",
  database_down: "error",
  database_up: "info",
  database_readonly: "error",
  database_writable: "info",
  keys_unusable: "error",
  endings_finished: "info",
} as const;

type LogEvent = keyof typeof LEVELS;

type Level = "info" | "warn" | "error";

/** How much a line matters. A request does as much as what came of it: 503 is a dependency's trouble, any other 5xx ours. */
export function levelOf(event: LogEvent, { status }: Fields = {}): Level {
  if (event !== "request" || typeof status !== "number" || status < 500) return LEVELS[event];
  return status === 503 ? "warn" : "error";
}

/** `message`, where there is one, is a sentence for people. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type Log = (event: LogEvent, fields?: Fields) => void;
