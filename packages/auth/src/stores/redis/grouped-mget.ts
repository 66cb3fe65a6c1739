import { StoreError, type Values } from "../../blacklist/store.ts";
import type { RedisTransport } from "./transport.ts";

type Mget = RedisTransport["mget"];

/** Keys of one command at most: a server answers no other one meanwhile. */
const MOST_KEYS = 512;

interface Question extends PromiseWithResolvers<Values> {
  readonly keys: readonly string[];
  readonly late: AbortSignal | undefined;
}

/**
 * Makes one MGET of those that are asked for in the same turn of the event loop, with each key once: a busy process sends
 * fewer commands. One that is alone keeps its caller's deadline; several are sent under the transport's own, for theirs
 * may differ, and each caller stops waiting by itself.
 */
export function groupMget(mget: Mget): Mget {
  let waiting: Question[] = [];
  const flush = () => {
    const asked = waiting;
    waiting = [];
    for (const group of groupsOf(asked)) void ask(mget, group);
  };
  return (keys, late) => {
    if (waiting.length === 0) setImmediate(flush);
    const question = { keys, late, ...Promise.withResolvers<Values>() };
    waiting.push(question);
    return question.promise;
  };
}

/** Divides questions so that none of the commands has too many keys. What came too late is not sent. */
function groupsOf(questions: readonly Question[]): Question[][] {
  const groups: Question[][] = [];
  let room = 0;
  for (const question of questions) {
    if (question.late?.aborted) {
      question.reject(new StoreError("The store gave no answer in time"));
      continue;
    }
    room -= question.keys.length;
    const group = room < 0 ? undefined : groups.at(-1);
    if (group === undefined) {
      groups.push([question]);
      room = MOST_KEYS - question.keys.length;
    } else group.push(question);
  }
  return groups;
}

async function ask(mget: Mget, group: readonly Question[]): Promise<void> {
  const [first, ...others] = group;
  try {
    if (first !== undefined && others.length === 0) return first.resolve(await mget(first.keys, first.late));
    const keys = [...new Set(group.flatMap((question) => question.keys))];
    const values = await mget(keys, undefined);
    const shown = new Map(keys.map((key, i) => [key, values[i] ?? null]));
    for (const question of group) question.resolve(question.keys.map((key) => shown.get(key) ?? null));
  } catch (error) {
    for (const question of group) question.reject(error);
  }
}
