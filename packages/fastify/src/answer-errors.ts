import { AuthHttpError } from "@curfew/http";
import type { FastifyReply } from "fastify";

/** Runs work; the headers of an `AuthHttpError` are set on the reply before Fastify's error handler answers it. */
export async function answerAuthErrors(reply: FastifyReply, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AuthHttpError) reply.headers(error.headers);
    throw error;
  }
}
