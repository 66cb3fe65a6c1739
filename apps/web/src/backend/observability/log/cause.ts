import { MigrationNeeded, SchemaError } from "@curfew/api";
import { KeySetError, StoreError, Unavailable } from "@curfew/auth";

/** Errors of our own, whose messages are known to quote nothing. */
const SPEAKING = [KeySetError, StoreError, Unavailable, SchemaError, MigrationNeeded];
/** What libraries name their errors' kinds with, and databases: `ECONNREFUSED`, `SQLITE_CANTOPEN`, `28P01`. */
const CODE = /^[A-Z0-9_]{3,40}$/;
/** Deeper than any chain of causes that says something. */
const DEPTH = 5;
const PLACES = 6;

/** An error and what caused it, outermost first: names, codes, and such messages as are known to quote nothing. */
export function causesOf(error: unknown): string {
  return chainOf(error).map(nameOf).join(" < ");
}

/** The same with the places in the sources: for what nobody expected. */
export function traceOf(error: unknown): string {
  return chainOf(error)
    .map((each) => [nameOf(each), ...placesOf(each)].join(" "))
    .join(" < ");
}

/** The codes of an error and of what caused it, also those that stand in the messages of errors of our own. */
export function codesOf(error: unknown): readonly string[] {
  return chainOf(error).flatMap((each) => [
    ...(nameOf(each).match(/\b[A-Z0-9_]{3,60}\b/g) ?? []),
    ...codeInWords(each),
  ]);
}

/** `pg` has no code for a server without TLS. */
function codeInWords(error: unknown): string[] {
  return error instanceof Error && /does not support SSL/.test(error.message) ? ["ERR_SSL_UNSUPPORTED"] : [];
}

/** What is wrong with the database's schema, and what to do; null if that isn't what caused the error. */
export function schemaTroubleOf(error: unknown): string | null {
  for (const each of chainOf(error)) {
    if (each instanceof SchemaError) return each.message;
    if (each instanceof MigrationNeeded) return `${each.message}: run the operator's command migrate`;
  }
  return null;
}

function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let next = error; next instanceof Error && next.cause !== undefined && chain.length < DEPTH; ) {
    next = next.cause;
    chain.push(next);
  }
  return chain;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if (SPEAKING.some((kind) => error instanceof kind)) return `${error.name}: ${error.message}`;
  const code = "code" in error && typeof error.code === "string" && CODE.test(error.code) ? error.code : null;
  return code === null ? error.name : `${error.name} ${code}`;
}

/** A stack begins with the message, which may quote input and look like a place itself. */
function placesOf(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const at = error.message === "" ? 0 : error.stack.indexOf(error.message);
  const places = at < 0 ? "" : error.stack.slice(at + error.message.length);
  return places
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, PLACES)
    .map((line) => line.trim());
}
