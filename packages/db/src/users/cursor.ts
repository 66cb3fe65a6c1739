/** The end of a page of users, which the next one comes after. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

export function formatCursor({ createdAt, id }: Position): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString("base64url");
}

/** Reads a cursor; null for anything `formatCursor` didn't write. */
export function parseCursor(cursor: string): Position | null {
  const parts = parseJson(Buffer.from(cursor, "base64url").toString());
  if (!Array.isArray(parts)) return null;
  const [createdAt, id]: unknown[] = parts;
  return Number.isSafeInteger(createdAt) && typeof id === "string" ? { createdAt: Number(createdAt), id } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
