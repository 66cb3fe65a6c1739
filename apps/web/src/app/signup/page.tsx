import type { Metadata } from "next";
import { EntryPage } from "../../login/login-page.tsx";
import { nextAfterLogin } from "../../login/next.ts";
import type { WithQuery } from "../../login/search-params.ts";
import { SignedIn } from "../../login/signed-in.tsx";
import { SignupForm } from "../../login/signup-form.tsx";
import { visit, visitor } from "../../require-session.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata: Metadata = { description: "Sign up, log in from anywhere, and end any session at once." };

export default async function SignupPage({ searchParams }: WithQuery) {
  const next = nextAfterLogin((await searchParams).next, (await visit()).origin);
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
