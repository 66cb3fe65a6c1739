import { StoreError } from "../blacklist/store.ts";

const CODE = /^[A-Z][A-Z0-9_]*$/;
/** The code a Redis error reply starts with; before 7.0 a script's is told behind the place where it failed. */
const REPLY_CODE = /^(?:ERR Error running script [^@]*(?:@user_script: ?\d+: ){2}-)?([A-Z]{2,20})(?: |$)/;
/** What Redis tells by its general code only, and an operator has to tell apart. */
const GENERAL: readonly (readonly [text: RegExp, code: string])[] = [
  // Told to a connection that has asked nothing yet, which the client takes for a fault of its own.
  [/(?:^|Last error: )ERR max number of clients/, "MAXCLIENTS"],
  [/^ERR The user executing the script can't/, "NOPERM"],
];

/**
 * Makes of a driver's error what the store's caller may see. Of a client library's error only its name and
 * code go on: the text and the properties hold whole commands, and with them keys and passwords.
 */
export function redactError(driver: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const name = error instanceof Error ? error.name : typeof error;
  return new StoreError(`The ${driver} store failed: ${code}`, new Error(`${name} ${code}`));
}

/** Finds the code an error tells, of the system, a library or a reply; else its name. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  // Stryker disable next-line ConditionalExpression,LogicalOperator: narrows the type
  if ("code" in error && typeof error.code === "string" && CODE.test(error.code)) return error.code;
  const { message } = error;
  const general = GENERAL.find(([text]) => text.test(message))?.[1];
  return general ?? REPLY_CODE.exec(message)?.[1] ?? (error.cause === undefined ? error.name : codeOf(error.cause));
}
