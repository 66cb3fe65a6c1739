import type { ClientMetadata } from "./session.ts";

export interface AuditEvent extends ClientMetadata {
  readonly at: Date;
  /** A fixed word such as `login`, `login_refused`, `refresh_reused`, `session_ended`. */
  readonly type: string;
  /** The account it happened to. */
  readonly userId: string | null;
  /** The session it happened to. */
  readonly sessionId: string | null;
  /** A fixed word; never a secret. */
  readonly reason: string | null;
  /** The account that did it. */
  readonly actorId?: string | null;
  /** The session it was done from. */
  readonly actorSessionId?: string | null;
  readonly requestId?: string | null;
  /** The number it happened to, if it stands for more than one. */
  readonly count?: number | null;
  /** A few words more; never a secret. */
  readonly detail?: string | null;
}

export interface AuditRecord extends Required<AuditEvent> {
  /** Its place in the trail: the cursor of the page after it. */
  readonly id: string;
}

export interface EventCount {
  /** The start of the minute. */
  readonly minute: Date;
  readonly type: string;
  readonly count: number;
}
