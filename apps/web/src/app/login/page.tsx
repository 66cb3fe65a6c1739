import type { Metadata } from "next";
import { EntryPage } from "../../entry/entry-page.tsx";
import { FarewellNotice } from "../../entry/farewell-notice.tsx";
import { LoginForm } from "../../entry/login-form.tsx";
import { pathAfterLogin } from "../../entry/next.ts";
import type { WithQuery } from "../../entry/search-params.ts";
import { SignedIn } from "../../entry/signed-in.tsx";
import { visit } from "../../host.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata: Metadata = { title: "Log in" };

export default async function LoginPage({ searchParams }: WithQuery) {
  const next = pathAfterLogin((await searchParams).next, visit().origin);
  const instead = (
    <>
      New to Curfew? <TextLink href={`/signup?${new URLSearchParams({ next })}`}>Sign up</TextLink>
    </>
  );
  return (
    <EntryPage title="Log in" notice={<SignedIn next={next} otherwise={<FarewellNotice />} />} instead={instead}>
      <LoginForm next={next} />
    </EntryPage>
  );
}
