"use client";

import { useEffect, useRef, useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { ActivityDialog } from "./activity-dialog.tsx";
import { type Deed, DeedDialog } from "./deed.tsx";
import { PeopleTable } from "./people-table.tsx";
import type { AdminUser, Users } from "./stats.ts";
import { usePeople } from "./use-people.ts";

interface PeopleProps {
  readonly initial: Users;
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
  /** Of the administrator who looks. */
  readonly myId: string;
}

/** Everyone with an account, to be searched, suspended, restored and logged out. */
export function People({ initial, now, myId }: PeopleProps) {
  const time = useNow(now);
  const [search, setSearch] = useState("");
  const { people, failure, isLoading, hasMore, isAtEnd, showMore, reload } = usePeople(initial, search.trim());
  const [asked, setAsked] = useState<{ readonly deed: Deed | "activity"; readonly user: AdminUser } | null>(null);
  const [said, setSaid] = useState("");

  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // It has taken the place of the button that was pressed.
    if (isAtEnd) end.current?.focus();
  }, [isAtEnd]);

  const onDone = async (sentence: string) => {
    setAsked(null);
    await reload();
    setSaid(sentence);
  };

  return (
    <section className="grid gap-5" aria-labelledby="people">
      <h2 id="people" className="text-xl">
        Users
      </h2>
      <div className="max-w-sm">
        <Field
          label="Search by name or email"
          name="search"
          type="search"
          autoComplete="off"
          maxLength={254}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div role="status" className="grid gap-3 text-sm text-soft">
        {said !== "" && <Notice>{said}</Notice>}
        <p>{countOf(people.length, hasMore, search.trim())}</p>
      </div>
      {failure !== null && <Alert>{failure}</Alert>}
      {people.length > 0 && (
        <PeopleTable people={people} myId={myId} onAsk={(deed, user) => setAsked({ deed, user })} />
      )}
      {hasMore && (
        <div>
          <Button tone="quiet" pending={isLoading} onClick={showMore}>
            Show more
          </Button>
        </div>
      )}
      {isAtEnd && (
        <p ref={end} tabIndex={-1} className="justify-self-start rounded-sm text-sm text-soft">
          End of list.
        </p>
      )}
      {asked?.deed === "activity" && <ActivityDialog user={asked.user} now={time} onClose={() => setAsked(null)} />}
      {asked !== null && asked.deed !== "activity" && (
        <DeedDialog
          deed={asked.deed}
          user={asked.user}
          isMe={asked.user.id === myId}
          onDone={onDone}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

function countOf(shown: number, hasMore: boolean, search: string): string {
  if (shown === 0) return `No users match “${search}”.`;
  if (hasMore) return `Showing ${shown}, newest first.`;
  return shown === 1 ? "1 user" : `${shown} users, newest first.`;
}
