/** A request that is answered with an error instead of a result. The message is what the caller reads. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** 400 bad request or error reply, 401 no valid token, 405 unknown method, 413 too large, 503 no answer from Redis. */
export type RefusalStatus = 400 | 401 | 405 | 413 | 503;
