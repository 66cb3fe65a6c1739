import type { Answer, Tokens } from "@curfew/testing/client";
import type { Service } from "./service.ts";
import type { Visitor } from "./visitor.ts";

/** What a store gets. A `primary` question is asked where writes are taken. */
export type Sent = "question" | "primary" | "write";

/** Something that is asked of the app, and depends on the blacklist. */
export interface Call {
  readonly name: string;
  /** What a healthy store gets of it, in this order. */
  readonly sends: readonly Sent[];
  readonly attempt: Attempting;
}

export type Attempting = (at: Service, visitor: Visitor) => Attempt;

/** One call with one and the same credential, as often as it takes. */
export interface Attempt {
  ask(): Promise<Answer>;
  /** Tokens that live for as long as the call isn't done. */
  readonly stake: Tokens;
  /** Expects it to have been done. */
  expectDone(answer: Answer): Promise<void>;
}
