import { Failure } from "../failure.mjs";
import { say } from "../setup/say.mjs";
import { sourceDigest } from "../setup/sources.mjs";
import { serve } from "./serve.mjs";

const LOOK_MS = 500;

/**
 * Serves the sources as `npm start` does, and builds and starts again whenever they change.
 * @param {import("../child.mjs").Environment} env
 */
export async function dev(env) {
  for (;;) {
    const changed = nextChange();
    try {
      const code = await serve(env, changed);
      if (!changed.aborted) return code;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`${error.message}\nWaiting for a change`);
      await aborted(changed);
    }
  }
}

/** Aborts once the sources are others than now. */
function nextChange() {
  const before = sourceDigest();
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (present() === before) return;
    clearInterval(timer);
    controller.abort();
  }, LOOK_MS);
  return controller.signal;
}

/** A file may be gone between being listed and being read: that is a change. */
function present() {
  try {
    return sourceDigest();
  } catch {
    return undefined;
  }
}

/** @param {AbortSignal} signal */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", resolve);
  });
}
