import { PrivatePage } from "../../app-shell/private-page.tsx";
import { SessionCard } from "../../dashboard/session-card.tsx";
import { TokenLife } from "../../dashboard/token-life.tsx";
import { DemoPanel } from "../../demo/panel.tsx";
import { requireSession, visit } from "../../require-session.ts";
import { Unavailable } from "../../ui/unavailable.tsx";
import { nameOf } from "../../ui/visible.ts";

export { privateMetadata as metadata } from "../../app-shell/metadata.ts";

export default async function DashboardPage() {
  const found = await requireSession((api) => Promise.all([api.account.me(), api.account.activity()]));
  if (found === null) return <Unavailable />;
  const [me, activity] = found;
  const { now, token } = await visit();
  const life = await token();
  return (
    <PrivatePage me={me} title="Dashboard">
      <h1 className="mb-8 text-2xl wrap-anywhere">
        Hello, <bdi>{nameOf(me.user)}</bdi>
      </h1>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <DemoPanel />
        <div className="grid grid-cols-1 gap-6">
          {life !== null && (
            <TokenLife
              issuedAt={life.issuedAt.toISOString()}
              expiresAt={life.expiresAt.toISOString()}
              sessionEndsAt={me.session.expiresAt}
              now={now.toISOString()}
            />
          )}
          <SessionCard me={me} activity={activity} />
        </div>
      </div>
    </PrivatePage>
  );
}
