/** What happened to a copy of a login: used, revoked, used again. Ids and times only, never the token's text. */
export interface Demo {
  readonly token: DemoToken;
  readonly steps: readonly DemoStep[];
}

export interface DemoToken {
  /** `jti` */
  readonly id: string;
  /** `sid` */
  readonly sessionId: string;
  /** `sub` */
  readonly subject: string;
  /** `kid` */
  readonly keyId: string;
  /** ISO 8601 */
  readonly issuedAt: string;
  readonly expiresAt: string;
}

export interface DemoStep {
  readonly name: "use" | "revoke" | "use-again";
  /** Milliseconds after the first step began. */
  readonly at: number;
  /** How long the answer took, milliseconds. */
  readonly ms: number;
  /** The answer's HTTP status, and its reason if it was a refusal. */
  readonly status: number;
  readonly reason: string | null;
}
