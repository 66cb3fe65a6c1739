"use client";

import { type RefObject, useEffect, useRef } from "react";
import type { Session } from "./session.ts";

/** A row that is about to go, and where it stands. */
interface Leaving {
  readonly id: string;
  readonly row: number;
}

/**
 * Keeps the focus where the work is: when a row has gone, the button of the one that has taken its place
 * gets it, and `otherwise` when many have. The page isn't scrolled further than that takes.
 */
export function useFocusNext(sessions: readonly Session[], otherwise: RefObject<HTMLElement | null>) {
  const list = useRef<HTMLUListElement>(null);
  const leaving = useRef<Leaving | "many" | null>(null);

  useEffect(() => {
    const gone = leaving.current;
    if (gone === null || (gone !== "many" && sessions.some(({ id }) => id === gone.id))) return;
    leaving.current = null;
    const row = gone === "many" ? null : list.current?.children[Math.min(gone.row, sessions.length - 1)];
    (row?.querySelector<HTMLElement>("[data-main]") ?? otherwise.current)?.focus();
  }, [sessions, otherwise]);

  const focusNext = (ended: readonly Session[]) => {
    const [only] = ended.length === 1 ? ended : [];
    leaving.current = only ? { id: only.id, row: sessions.findIndex(({ id }) => id === only.id) } : "many";
  };
  return { list, focusNext };
}
