import type { Metadata } from "next";
import { EntryPage } from "../../entry/entry-page.tsx";
import { pathAfterLogin } from "../../entry/next.ts";
import type { WithQuery } from "../../entry/search-params.ts";
import { SignedIn } from "../../entry/signed-in.tsx";
import { SignupForm } from "../../entry/signup-form.tsx";
import { visitor } from "../../gate.ts";
import { visit } from "../../host.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata: Metadata = { description: "Sign up, log in from anywhere, and end any session at once." };

export default async function SignupPage({ searchParams }: WithQuery) {
  const next = pathAfterLogin((await searchParams).next, visit().origin);
  const instead = (
    <>
      Already have an account? <TextLink href={`/login?${new URLSearchParams({ next })}`}>Log in</TextLink>
    </>
  );
  return (
    <EntryPage title="Sign up" notice={<SignedIn found={await visitor()} next={next} />} instead={instead}>
      <SignupForm next={next} />
    </EntryPage>
  );
}
