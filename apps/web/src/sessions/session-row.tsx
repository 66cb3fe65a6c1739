"use client";

import type { ReactNode } from "react";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Time } from "../ui/time.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { Address } from "./address.tsx";
import { deviceOf } from "./device.ts";
import { DeviceIcon } from "./device-icon.tsx";
import type { Session } from "./session.ts";

interface SessionRowProps {
  readonly session: Session;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether others have the same name. */
  readonly isAmbiguous: boolean;
  readonly onEnd: () => void;
}

/** One login: what it is used with, from where, since when, and the button that ends it. */
export function SessionRow({ session, now, isAmbiguous, onEnd }: SessionRowProps) {
  const isHydrated = useHydrated();
  const { name, kind } = deviceOf(session.userAgent);
  return (
    <li className="grid grid-cols-1 gap-x-4 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-[auto_1fr_auto] sm:items-start sm:p-6">
      <div className="flex items-start gap-3 sm:contents">
        <DeviceIcon kind={kind} />
        <div className="grid min-w-0 flex-1 grid-cols-1 gap-3">
          <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="min-w-0 wrap-anywhere">{name}</h3>
            {session.current && <Badge tone="good">Current session</Badge>}
          </div>
          <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm sm:flex sm:flex-wrap sm:gap-x-8">
            <Fact term="IP address">
              <Address address={session.address} />
            </Fact>
            <Fact term="Last active">
              <RelativeTime iso={session.lastSeenAt} now={now} />
            </Fact>
            <Fact term="Signed in">
              <Time iso={session.startedAt} />
            </Fact>
          </dl>
        </div>
      </div>
      <Button tone="quiet" disabled={!isHydrated} data-end onClick={onEnd}>
        End session
        <span className="sr-only">
          {name}
          {isAmbiguous && (
            <>
              {", "}signed in <Time iso={session.startedAt} />
            </>
          )}
        </span>
      </Button>
    </li>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="contents sm:grid sm:gap-0.5">
      <dt className="text-soft">{term}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
