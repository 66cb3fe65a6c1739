"use client";

import type { RefObject } from "react";
import { numbered, toMinute } from "../ui/numbered.ts";
import { labelOf, type Session } from "./session.ts";
import { SessionRow } from "./session-row.tsx";

interface SessionListProps {
  readonly list: RefObject<HTMLUListElement | null>;
  readonly sessions: readonly Session[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onEnd: (session: Session) => void;
  readonly onRename: (session: Session) => void;
}

/** Lists the logins, one a row. */
export function SessionList({ list, sessions, now, onEnd, onRename }: SessionListProps) {
  const labels = sessions.map(labelOf);
  const places = numbered(sessions.map((session, i) => `${labels[i]} ${toMinute(session.startedAt)}`));
  return (
    <ul ref={list} className="grid grid-cols-1 gap-4">
      {sessions.map((session, i) => (
        <SessionRow
          key={session.id}
          session={session}
          now={now}
          isAmbiguous={labels.some((label, j) => j !== i && label === labels[i])}
          place={places[i] ?? ""}
          onEnd={() => onEnd(session)}
          onRename={() => onRename(session)}
        />
      ))}
    </ul>
  );
}
