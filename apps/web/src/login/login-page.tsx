import type { ReactNode } from "react";
import { root } from "../root.ts";
import { ApiProvider } from "../trpc/provider.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { WrongAddress } from "./wrong-address.tsx";

interface EntryPageProps {
  readonly title: string;
  /** Above the form. */
  readonly notice?: ReactNode;
  readonly children: ReactNode;
  /** Below the form: the other way in. */
  readonly instead: ReactNode;
}

/** Frames the login and sign-up pages: one form, and nothing beside it. */
export function EntryPage({ title, notice, children, instead }: EntryPageProps) {
  return (
    <PageFrame title={title}>
      <div className="mx-auto grid max-w-sm gap-6">
        <h1 className="text-2xl">{title}</h1>
        <WrongAddress origin={root().origin} />
        {notice}
        <ApiProvider sessionId={null}>{children}</ApiProvider>
        <p className="text-soft">{instead}</p>
      </div>
    </PageFrame>
  );
}
