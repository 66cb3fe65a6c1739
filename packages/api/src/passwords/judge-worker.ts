import { parentPort } from "node:worker_threads";
import { judgePassword } from "./judge.ts";

export interface Question {
  readonly password: string;
  readonly about: readonly string[];
}

/** Judges one password after the other, each answered before the next is begun. */
parentPort?.on("message", ({ password, about }: Question) => {
  parentPort?.postMessage(judgePassword(password, about));
});
