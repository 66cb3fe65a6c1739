import { type Redis, ReplyError } from "ioredis";
import type { Command } from "./command.ts";
import { noAnswer, Refusal } from "./refusal.ts";
import type { Reply } from "./reply.ts";
import { unsupported } from "./supported.ts";

const MULTI: Command = { name: "MULTI", args: [] };
const EXEC: Command = { name: "EXEC", args: [] };

/** @throws Refusal with Redis's error reply. */
export async function runCommand(redis: Redis, command: Command): Promise<Reply> {
  const [reply] = await runPipeline(redis, [command]);
  if (reply === undefined) throw noAnswer();
  if (reply instanceof Error) throw new Refusal(400, reply.message);
  return reply;
}

/** Runs the commands in order; others may come between. One that fails does not keep the next from running. */
export async function runPipeline(redis: Redis, commands: readonly Command[]): Promise<Reply[]> {
  const errors = commands.map(unsupported);
  const supported = commands.filter((_, index) => errors[index] === null);
  const replies = (await send(redis, supported)).values();
  return errors.map((error) => (error === null ? next(replies) : new Error(error)));
}

/** Runs all commands with none of others between, or none of them. */
export async function runTransaction(redis: Redis, commands: readonly Command[]): Promise<readonly Reply[]> {
  for (const error of commands.map(unsupported)) {
    if (error !== null) throw new Refusal(400, error);
  }
  const replies = await send(redis, [MULTI, ...commands, EXEC]);
  const done = replies.at(-1);
  if (Array.isArray(done)) return done;
  // The first error is why Redis discarded the transaction; that of EXEC only says that it did.
  const discarded = replies.find((reply) => reply instanceof Error);
  throw discarded instanceof Error ? new Refusal(400, discarded.message) : noAnswer();
}

async function send(redis: Redis, commands: readonly Command[]): Promise<Reply[]> {
  if (commands.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const { name, args } of commands) pipeline.callBuffer(name, [...args]);
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, reply]) => (error === null ? (reply as Reply) : replyError(error)));
}

function next(replies: Iterator<Reply>): Reply {
  const { done, value } = replies.next();
  if (done) throw noAnswer();
  return value;
}

/** An error that is not Redis's own word leaves open what happened: there is no result to give for any of the call. */
function replyError(error: Error): Error {
  if (error instanceof ReplyError) return error;
  throw noAnswer(error);
}
