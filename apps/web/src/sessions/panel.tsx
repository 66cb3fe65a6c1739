"use client";

import { type ReactNode, useRef, useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { PassingNotice } from "../ui/passing-notice.tsx";
import { ShowMore } from "../ui/show-more.tsx";
import { useFocusFirstNew } from "../ui/use-focus-first-new.ts";
import { useNow } from "../ui/use-now.ts";
import { usePassing } from "../ui/use-passing.ts";
import { countOf } from "./count.ts";
import { LogOutButtons } from "./log-out-buttons.tsx";
import type { Session } from "./session.ts";
import { type Question, SessionDialog } from "./session-dialog.tsx";
import { SessionList } from "./session-list.tsx";
import { useFocusNext } from "./use-focus-next.ts";
import { useSessions } from "./use-sessions.ts";

interface SessionsPanelProps {
  readonly initial: readonly Session[];
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
}

/** Lists all logins of this user, to name and to end them. */
export function SessionsPanel({ initial, now }: SessionsPanelProps) {
  const time = useNow(now);
  const heading = useRef<HTMLHeadingElement>(null);
  const { sessions, failure, hasMore, isLoading, showMore, reload } = useSessions(initial);
  const { list, focusNext } = useFocusNext(sessions, heading);
  const focusFirstNew = useFocusFirstNew(list, sessions.length);
  const [question, ask] = useState<Question | null>(null);
  const [said, say] = usePassing();

  // An answer that comes late, to a dialog that was left, closes no other.
  const close = () => ask((shown) => (shown === question ? null : shown));
  const onDone = async (sentence: ReactNode, ended: readonly Session[]) => {
    if (ended.length > 0) focusNext(ended);
    close();
    await reload();
    say(sentence);
  };
  const others = sessions.filter(({ current }) => !current);

  return (
    <section className="grid grid-cols-1 gap-5" aria-labelledby="sessions">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="sessions" ref={heading} tabIndex={-1} className="rounded-sm text-lg first-letter:uppercase">
          {countOf(sessions.length, { hasMore })}
        </h2>
        <LogOutButtons hasOthers={others.length > 0} onAsk={(extent) => ask({ kind: "many", extent })} />
      </div>
      <PassingNotice>{said}</PassingNotice>
      {failure !== null && <Alert>{failure}</Alert>}
      <SessionList
        list={list}
        sessions={sessions}
        now={time}
        onEnd={(session) => ask({ kind: "end", session })}
        onRename={(session) => ask({ kind: "rename", session })}
      />
      {hasMore && (
        <ShowMore
          pending={isLoading}
          onClick={() => {
            focusFirstNew();
            showMore();
          }}
        />
      )}
      {question !== null && (
        <SessionDialog question={question} others={others} hasMore={hasMore} onDone={onDone} onClose={close} />
      )}
    </section>
  );
}
