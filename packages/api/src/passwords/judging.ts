import { Worker } from "node:worker_threads";
import type { Judgement } from "./judge.ts";
import type { Question } from "./judge-worker.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

/** Asks `judgePassword` in a thread of its own: the dictionaries are large, and the work would hold the event loop. */
export interface Judging {
  /**
   * Resolves when the thread has loaded its dictionaries, a second of its work, or has failed to: then the next one
   * tries.
   */
  warm(): Promise<void>;
  /** One at a time. Rejects if the thread dies, and the next one gets a new thread; or if too much waits. */
  judge(caller: string, question: Question): Promise<Judgement>;
}

export function createJudging(waiting: number): Judging {
  const turns = limitConcurrency(1, waiting);
  let worker: Worker | null = null;
  const start = () => {
    const started = new Worker(new URL("./judge-worker.ts", import.meta.url), { execArgv: [], env: {} });
    started.once("exit", () => {
      if (worker === started) worker = null;
    });
    // A thread that dies while no call waits must not end the process; calls that wait listen too.
    started.on("error", () => {});
    return started;
  };
  const judge: Judging["judge"] = (caller, question) =>
    turns.take(caller, () => {
      worker ??= start();
      return answerOf(worker, question);
    });
  return {
    judge,
    warm: () => judge("nobody", { password: "x", about: [] }).then(ignore, ignore),
  };
}

/** Has the thread judge one password. The process may end while the thread waits, but not while it works. */
function answerOf(worker: Worker, question: Question): Promise<Judgement> {
  const { promise, resolve, reject } = Promise.withResolvers<Judgement>();
  const exited = () => reject(new Error("the thread that judges passwords has ended"));
  worker.once("message", resolve).once("error", reject).once("exit", exited);
  worker.ref();
  worker.postMessage(question);
  return promise.finally(() => {
    worker.off("message", resolve).off("error", reject).off("exit", exited);
    worker.unref();
  });
}

function ignore(): void {}
