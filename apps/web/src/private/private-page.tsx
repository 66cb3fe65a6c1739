import type { ReactNode } from "react";
import { ApiProvider } from "../client/trpc.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { LogoutButton } from "./logout-button.tsx";

export function PrivatePage({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <PageFrame actions={<LogoutButton />}>{children}</PageFrame>
    </ApiProvider>
  );
}
