"use client";

import { type ReactNode, useRef, useState } from "react";
import { Alert } from "../ui/alert.tsx";
import { Field } from "../ui/field.tsx";
import { PassingNotice } from "../ui/passing-notice.tsx";
import { ShowMore } from "../ui/show-more.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { useFocusFirstNew } from "../ui/use-focus-first-new.ts";
import { useNow } from "../ui/use-now.ts";
import { usePassing } from "../ui/use-passing.ts";
import { ActivityDialog } from "./activity-dialog.tsx";
import { PeopleTable } from "./people-table.tsx";
import type { AdminUser, Users } from "./stats.ts";
import { usePeople } from "./use-people.ts";
import { type UserAction, UserActionDialog } from "./user-action.tsx";

interface PeopleProps {
  readonly initial: Users;
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
  /** Of the administrator who looks. */
  readonly myId: string;
}

/** What is to be done about somebody, or to be seen of them. */
interface Asked {
  readonly action: UserAction | "activity";
  readonly user: AdminUser;
}

/** Lists all accounts, to be searched, suspended, restored and logged out. */
export function People({ initial, now, myId }: PeopleProps) {
  const time = useNow(now);
  const [search, setSearch] = useState("");
  const { people, failure, isLoading, isStale, hasMore, isAtEnd, showMore, reload } = usePeople(initial, search.trim());
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, say] = usePassing();
  const rows = useRef<HTMLTableSectionElement>(null);
  const focusFirstNew = useFocusFirstNew(rows, people.length);

  const onDone = async (sentence: ReactNode) => {
    // An answer that comes late, to a dialog that was left, closes no other.
    setAsked((shown) => (shown === asked ? null : shown));
    await reload();
    say(sentence);
  };
  const count = countOf(people.length, hasMore, search.trim());

  return (
    <section className="grid grid-cols-1 gap-5" aria-labelledby="people">
      <h2 id="people" className="text-xl">
        Users
      </h2>
      <SearchField
        search={search}
        isSearching={isStale && failure === null}
        onSearch={(text) => {
          setSearch(text);
          say(null);
        }}
      />
      <PassingNotice>{said}</PassingNotice>
      {failure !== null && <Alert>{failure}</Alert>}
      <Count isStale={isStale}>{count}</Count>
      {people.length > 0 && (
        <PeopleTable
          rows={rows}
          people={people}
          isStale={isStale}
          myId={myId}
          onAsk={(action, user) => setAsked({ action, user })}
        />
      )}
      {hasMore && (
        <ShowMore
          pending={isLoading}
          onClick={() => {
            focusFirstNew();
            showMore();
          }}
        />
      )}
      {isAtEnd && <p className="text-sm text-soft">End of list.</p>}
      {asked !== null && (
        <UserDialog asked={asked} now={time} myId={myId} onDone={onDone} onClose={() => setAsked(null)} />
      )}
    </section>
  );
}

interface UserDialogProps {
  readonly asked: Asked;
  readonly now: number;
  readonly myId: string;
  readonly onDone: (sentence: ReactNode) => Promise<void>;
  readonly onClose: () => void;
}

function UserDialog({ asked: { action, user }, now, myId, onDone, onClose }: UserDialogProps) {
  if (action === "activity") return <ActivityDialog user={user} now={now} onClose={onClose} />;
  return <UserActionDialog userAction={action} user={user} isMe={user.id === myId} onDone={onDone} onClose={onClose} />;
}

interface SearchFieldProps {
  readonly search: string;
  readonly isSearching: boolean;
  readonly onSearch: (text: string) => void;
}

function SearchField({ search, isSearching, onSearch }: SearchFieldProps) {
  const spinner = (
    <span className="mx-3 text-soft">
      <Spinner />
    </span>
  );
  return (
    <div className="max-w-sm">
      <Field
        label="Search by name or email"
        name="search"
        type="search"
        autoComplete="off"
        maxLength={254}
        value={search}
        aside={isSearching && spinner}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
    </div>
  );
}

/** Shows how many accounts there are, and reads it out when it is known; until then the last count stays. */
function Count({ isStale, children }: { isStale: boolean; children: ReactNode }) {
  const known = useRef(children);
  if (!isStale) known.current = children;
  return (
    <p role="status" className="text-sm text-soft">
      {known.current}
    </p>
  );
}

function countOf(shown: number, hasMore: boolean, search: string): ReactNode {
  if (shown === 0) return <>No users match “{<bdi>{search}</bdi>}”.</>;
  if (hasMore) return `Showing ${shown}, newest first.`;
  return shown === 1 ? "1 user" : `${shown} users, newest first.`;
}
