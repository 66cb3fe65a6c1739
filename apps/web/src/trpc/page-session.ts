let sessionId: string | null = null;

/** Says for which session this page was rendered; null: for none. Called in the browser only, where a page is alone. */
export function setPageSession(id: string | null): void {
  sessionId = id;
}

/** Returns the session that this page was rendered for, and acts for. */
export function pageSession(): string | null {
  return sessionId;
}
