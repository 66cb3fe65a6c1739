import { hostname, userInfo } from "node:os";
import type { AuditEvent } from "@curfew/api";
import type { Services } from "../backend/services/services.ts";
import type { Options } from "./options.ts";

/** One command, asked for. */
export interface Call {
  readonly services: Services;
  /** The e-mail address, token or key id it is about. */
  readonly operand: string;
  readonly options: Options;
  /** Asks the operator to confirm, if there is a terminal. */
  confirm(question: string): Promise<boolean>;
  /** Writes a part of the answer to standard output; for what would be too long to hold. */
  print(text: string): Promise<void>;
  /** Tells of something that keeps nothing from being done. */
  warn(message: string): void;
}

/** What came of it, for people and for programs. */
export interface Outcome {
  readonly exitCode: 0 | 1 | 3;
  readonly text: string;
  /** Field names are public: programs read them. Null: everything was printed. */
  readonly json: Readonly<Record<string, unknown>> | null;
}

/** Does what its name says. Throws `Failure`, or as `Auth` and `Database` do. */
export type Command = (call: Call) => Promise<Outcome>;

/** Notes an event, and which user of this machine caused it. What happened stands, whether or not it can be noted. */
export async function note(
  { services, warn }: Call,
  event: Pick<AuditEvent, "type" | "userId" | "sessionId">,
): Promise<void> {
  const { database, clock } = services;
  const circumstances = { at: clock(), reason: "operator", detail: operatorName(), userAgent: null, address: null };
  await database.audit
    .record([{ ...event, ...circumstances }])
    .catch(() => warn("It was done, but could not be noted in the audit trail: the database can't be asked."));
}

/** Returns who runs the command, as the machine knows them: `user@host`; null if it doesn't. */
function operatorName(): string | null {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A container may run under a number that has no name.
    return null;
  }
}
