import type { Redis } from "ioredis";
import { ReplyError } from "ioredis";
import type { Command } from "./command.ts";
import { Refusal } from "./refusal.ts";
import type { Outcome } from "./reply.ts";
import { unsupported } from "./supported.ts";

const MULTI: Command = { name: "MULTI", args: [] };
const EXEC: Command = { name: "EXEC", args: [] };

/** Runs the commands in order, others may come between. One that fails does not keep the next from running. */
export async function runPipeline(redis: Redis, commands: readonly Command[]): Promise<Outcome[]> {
  const errors = commands.map(unsupported);
  const outcomes = (
    await send(
      redis,
      commands.filter((_, index) => errors[index] === null),
    )
  ).values();
  return errors.map((error) => (error === null ? next(outcomes) : new Error(error)));
}

function next(outcomes: Iterator<Outcome>): Outcome {
  const { done, value } = outcomes.next();
  if (done) throw noAnswer();
  return value;
}

/** Runs all commands with none of others between, or none of them. */
export async function runTransaction(redis: Redis, commands: readonly Command[]): Promise<Outcome[]> {
  for (const command of commands) {
    const error = unsupported(command);
    if (error !== null) throw new Refusal(400, error);
  }
  const results = await send(redis, [MULTI, ...commands, EXEC]);
  const done = results.at(-1);
  if (Array.isArray(done)) return done;
  const discarded = results.find((result) => result instanceof Error);
  throw new Refusal(400, discarded instanceof Error ? discarded.message : "EXECABORT Transaction discarded");
}

async function send(redis: Redis, commands: readonly Command[]): Promise<Outcome[]> {
  if (commands.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const { name, args } of commands) pipeline.callBuffer(name, [...args]);
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, reply]) => (error === null ? (reply as Outcome) : replyError(error)));
}

/** An error that is not Redis's own word leaves open what happened, so there is no result to give for any of the call. */
function replyError(error: Error): Error {
  if (error instanceof ReplyError) return error;
  throw noAnswer(error);
}

function noAnswer(cause?: unknown): Refusal {
  return new Refusal(503, "ERR no answer from Redis", cause);
}
