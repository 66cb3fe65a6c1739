import { StoreError } from "./store.ts";

/**
 * Settles as `work` does, or rejects after `timeoutMs` whatever a client library does. The work isn't
 * stopped by it; a write that was given up may still arrive, which every writer here has to bear.
 */
export async function withDeadline<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreError(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
