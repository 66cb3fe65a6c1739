"use client";

import type { Ref } from "react";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { nameOf } from "../ui/visible.ts";
import type { AdminUser } from "./stats.ts";
import type { UserAction } from "./user-action.tsx";

interface PeopleTableProps {
  readonly rows: Ref<HTMLTableSectionElement>;
  readonly people: readonly AdminUser[];
  /** Whether these are still those of another search. */
  readonly isStale: boolean;
  readonly myId: string;
  readonly onAsk: (action: UserAction | "activity", user: AdminUser) => void;
}

export function PeopleTable({ rows, people, isStale, myId, onAsk }: PeopleTableProps) {
  return (
    <table aria-busy={isStale} className="w-full text-left aria-busy:opacity-50 max-md:grid">
      <caption className="sr-only">Users</caption>
      <thead className="max-md:sr-only">
        <tr className="border-b border-line text-sm text-soft">
          <th scope="col" className="py-2 pr-4 font-semibold">
            User
          </th>
          <th scope="col" className="py-2 pr-4 font-semibold">
            Status
          </th>
          <th scope="col" className="py-2 text-right font-semibold">
            Actions
          </th>
        </tr>
      </thead>
      <tbody ref={rows} className="max-md:grid">
        {people.map((user) => (
          <Person key={user.id} user={user} isMe={user.id === myId} onAsk={onAsk} />
        ))}
      </tbody>
    </table>
  );
}

interface PersonProps {
  readonly user: AdminUser;
  readonly isMe: boolean;
  readonly onAsk: PeopleTableProps["onAsk"];
}

function Person({ user, isMe, onAsk }: PersonProps) {
  return (
    <tr className="border-b border-line max-md:grid max-md:gap-3 max-md:py-4">
      <th scope="row" className="font-normal md:py-3 md:pr-4">
        <span dir="auto" className="block text-left font-semibold wrap-anywhere">
          {nameOf(user)}
        </span>
        <span className="block text-sm text-soft wrap-anywhere">
          <bdi>{user.email}</bdi>
        </span>
      </th>
      <td className="md:py-3 md:pr-4">
        <span className="flex flex-wrap gap-2">
          {user.suspended ? <Badge tone="bad">Suspended</Badge> : <Badge tone="good">Active</Badge>}
          {user.role === "admin" && <Badge>Administrator</Badge>}
          {isMe && <Badge>You</Badge>}
        </span>
      </td>
      <td className="md:py-3">
        <span className="flex flex-wrap gap-2 md:flex-nowrap md:justify-end md:whitespace-nowrap">
          <Act action="activity" user={user} onAsk={onAsk} />
          {/* An administrator can't suspend their own account: they couldn't undo it. */}
          {!isMe && <Act action={user.suspended ? "restore" : "suspend"} user={user} onAsk={onAsk} />}
          <Act action="endSessions" user={user} onAsk={onAsk} />
        </span>
      </td>
    </tr>
  );
}

const WORDS = { activity: "Activity", suspend: "Suspend", restore: "Restore", endSessions: "End sessions" } as const;

function Act({
  action,
  user,
  onAsk,
}: {
  action: keyof typeof WORDS;
  user: AdminUser;
  onAsk: PeopleTableProps["onAsk"];
}) {
  const isHydrated = useHydrated();
  return (
    <Button tone="quiet" disabled={!isHydrated} onClick={() => onAsk(action, user)}>
      {WORDS[action]}
      <span className="sr-only">
        <bdi>{nameOf(user)}</bdi>, {user.email}
      </span>
    </Button>
  );
}
