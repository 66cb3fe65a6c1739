/** A request that is answered with an error instead of a result. The message is what the caller reads. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** 400 bad request or error reply, 401 no valid token, 405 unknown method, 413 too large, 500 our fault, 503 no answer. */
export type RefusalStatus = 400 | 401 | 405 | 413 | 500 | 503;

/** Whether the call was carried out isn't known. */
export function noAnswer(cause?: unknown): Refusal {
  return new Refusal(503, "ERR no answer from Redis", cause);
}
