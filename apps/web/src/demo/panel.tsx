"use client";

import { useMutation } from "@tanstack/react-query";
import { useApiClient } from "../trpc/provider.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Time } from "../ui/time.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { Demo } from "./demo.ts";
import { Timeline } from "./timeline.tsx";
import { tryIt } from "./try-it.ts";

/** Shows at a glance what Curfew is for: a copy of the present login is used, revoked, and used again. */
export function DemoPanel() {
  const api = useApiClient();
  const isHydrated = useHydrated();
  const { mutate, data: demo, error, isPending } = useMutation({ mutationFn: () => tryIt(api) });
  return (
    <Card title="Try it: revoke a token">
      <p className="text-soft">
        This copies your access token, as a thief might, uses the copy over HTTP, revokes it, and tries it again. Your
        own session is not affected.
      </p>
      <div>
        <Button onClick={() => mutate()} pending={isPending} disabled={!isHydrated}>
          {demo === undefined ? "Copy and revoke a token" : "Copy and revoke another token"}
        </Button>
      </div>
      {error !== null && <Alert>{error.message}</Alert>}
      <Timeline steps={demo?.steps ?? []} />
      <p role="status" className="sr-only">
        {demo === undefined ? "" : spoken(demo)}
      </p>
      {demo !== undefined && <Copy token={demo.token} />}
    </Card>
  );
}

function Copy({ token }: { token: Demo["token"] }) {
  const facts = [
    { term: "Token ID (jti)", value: token.id, isCode: true },
    { term: "Session (sid)", value: token.sessionId, isCode: true },
    { term: "User (sub)", value: token.subject, isCode: true },
    { term: "Signed by key (kid)", value: token.keyId, isCode: true },
    { term: "Issued", value: <Time iso={token.issuedAt} /> },
    { term: "Would have expired", value: <Time iso={token.expiresAt} /> },
  ];
  return (
    <section className="grid gap-3 border-t border-line pt-5" aria-label="The copy">
      <h3 className="font-semibold">The copy</h3>
      <Facts facts={facts} />
      <p className="text-sm text-soft">The token itself never left the server. This is all this page knows about it.</p>
    </section>
  );
}

/** Sums up the steps for users of a screen reader. */
function spoken({ steps }: Demo): string {
  const [used, revoked, again] = steps;
  const isAsMeant = used?.status === 200 && revoked?.status === 200 && again?.reason === "token_revoked";
  if (isAsMeant) return "The copy worked, was revoked, and was then refused.";
  return steps.map(({ name, status, reason }) => `${name}: ${reason ?? status}`).join("; ");
}
