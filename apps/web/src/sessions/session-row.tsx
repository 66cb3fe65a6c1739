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
import { labelOf, type Session } from "./session.ts";

interface SessionRowProps {
  readonly session: Session;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether others have the same name. */
  readonly isAmbiguous: boolean;
  /** What tells it from those that began in the same minute too. */
  readonly place: string;
  readonly onEnd: () => void;
  readonly onRename: () => void;
}

/** Shows one login: device, address, times, and the button that ends it. */
export function SessionRow({ session, now, isAmbiguous, place, onEnd, onRename }: SessionRowProps) {
  const isHydrated = useHydrated();
  const device = deviceOf(session.userAgent);
  const which = <Which session={session} isAmbiguous={isAmbiguous} place={place} />;
  return (
    <li className="grid grid-cols-1 gap-x-4 gap-y-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-[auto_1fr_auto] sm:items-start sm:p-6">
      <div className="flex flex-wrap items-start gap-3 sm:contents">
        <DeviceIcon kind={device.kind} />
        <div className="grid min-w-0 flex-1 basis-40 grid-cols-1 gap-3">
          <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="min-w-0 wrap-anywhere">
              <bdi>{labelOf(session)}</bdi>
            </h3>
            {session.current && <Badge tone="good">Current session</Badge>}
            <Button tone="text" disabled={!isHydrated} onClick={onRename}>
              Rename{which}
            </Button>
          </div>
          <dl className="grid grid-cols-1 gap-y-1 text-sm sm:flex sm:flex-wrap sm:gap-x-8">
            {session.name !== null && <Fact term="Device">{device.name}</Fact>}
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
      <Button tone="quiet" disabled={!isHydrated} data-main onClick={onEnd}>
        End session{which}
      </Button>
    </li>
  );
}

/** Tells users of a screen reader which session a button is about. */
function Which({ session, isAmbiguous, place }: Pick<SessionRowProps, "session" | "isAmbiguous" | "place">) {
  return (
    <span className="sr-only">
      {" "}
      <bdi>{labelOf(session)}</bdi>
      {isAmbiguous && (
        <>
          , signed in <Time iso={session.startedAt} />
          {place}
        </>
      )}
    </span>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap gap-x-3 sm:grid sm:gap-0.5">
      <dt className="min-w-20 text-soft sm:min-w-0">{term}</dt>
      <dd className="min-w-0 flex-1 basis-24 wrap-anywhere">{children}</dd>
    </div>
  );
}
