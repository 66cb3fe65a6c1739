import type { ServerResponse } from "node:http";

/** Gives an exchange its signal: aborted if the client goes away before all of the answer is sent, or the server stops. */
export type SignalOf = (outgoing: ServerResponse) => AbortSignal;

/** Creates the signals of a server's exchanges. Nothing is aborted after an answer: that would cost as much as a small one. */
export function createSignals(stopping: AbortSignal): SignalOf {
  const open = new Set<AbortController>();
  stopping.addEventListener("abort", () => open.forEach((controller) => void controller.abort(stopping.reason)), {
    once: true,
  });
  return (outgoing) => {
    const controller = new AbortController();
    if (stopping.aborted) controller.abort(stopping.reason);
    open.add(controller);
    outgoing.once("close", () => {
      open.delete(controller);
      if (!outgoing.writableFinished) controller.abort();
    });
    return controller.signal;
  };
}
