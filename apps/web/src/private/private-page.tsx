import type { ReactNode } from "react";
import { ApiProvider } from "../client/trpc.tsx";
import type { Me } from "../host.ts";
import { PageFrame } from "../ui/page-frame.tsx";
import { LogoutButton } from "./logout-button.tsx";
import { Nav } from "./nav.tsx";
import { SessionGuard } from "./session-guard.tsx";

/** The frame of every page that only its owner may see. */
export function PrivatePage({ me, children }: { me: Me; children: ReactNode }) {
  return (
    <ApiProvider sessionId={me.session.id}>
      <SessionGuard me={me} />
      <PageFrame nav={<Nav isAdmin={me.user.role === "admin"} />} actions={<LogoutButton />}>
        {children}
      </PageFrame>
    </ApiProvider>
  );
}
