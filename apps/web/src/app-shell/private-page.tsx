import type { ReactNode } from "react";
import type { Me } from "../root.ts";
import { ApiProvider } from "../trpc/provider.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { LogoutButton } from "./logout-button.tsx";
import { Nav } from "./nav.tsx";
import { SessionGuard } from "./session-guard.tsx";
import { Who } from "./who.tsx";

interface PrivatePageProps {
  readonly me: Me;
  readonly title: string;
  readonly children: ReactNode;
}

/** Frames every page that only its owner may see. */
export function PrivatePage({ me, title, children }: PrivatePageProps) {
  const actions = (
    <>
      <Who me={me} />
      <LogoutButton />
    </>
  );
  return (
    <ApiProvider sessionId={me.session.id}>
      <SessionGuard me={me} />
      <PageFrame title={title} nav={<Nav isAdmin={me.user.role === "admin"} />} actions={actions}>
        <noscript>
          <p className="mb-8 rounded-md border border-line bg-sunken px-4 py-3">
            Please turn on JavaScript to continue. Logging out works without it.
          </p>
        </noscript>
        {children}
      </PageFrame>
    </ApiProvider>
  );
}
