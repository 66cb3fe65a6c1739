import type { Metadata } from "next";
import { SessionCard } from "../../dashboard/session-card.tsx";
import { TokenLife } from "../../dashboard/token-life.tsx";
import { requireLogin } from "../../gate.ts";
import { visit } from "../../host.ts";
import { PrivatePage } from "../../private/private-page.tsx";
import { TrialPanel } from "../../trial/panel.tsx";
import { Unavailable } from "../../ui/unavailable.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const me = await requireLogin();
  if (me === null) return <Unavailable />;
  const { now, token } = visit();
  const life = await token();
  return (
    <PrivatePage me={me}>
      <h1 className="mb-8 text-2xl wrap-anywhere">Hello, {me.user.name}</h1>
      <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <TrialPanel />
        <div className="grid gap-6">
          {life !== null && (
            <TokenLife
              issuedAt={life.issuedAt.toISOString()}
              expiresAt={life.expiresAt.toISOString()}
              now={now.toISOString()}
            />
          )}
          <SessionCard me={me} />
        </div>
      </div>
    </PrivatePage>
  );
}
