const NAME = "curfew.session";

/**
 * Whatever sets or clears the session's cookies runs one at a time in all tabs of a browser, so that
 * a late answer of one can't undo another (Web Locks API). Browsers know locks where cookies are safe.
 */
export function withSessionLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(NAME, work);
}
