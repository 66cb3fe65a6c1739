import type { Metadata } from "next";
import { LoginForm } from "../../login/login-form.tsx";
import { EntryPage } from "../../login/login-page.tsx";
import { LogoutReasonNotice } from "../../login/logout-reason-notice.tsx";
import { nextAfterLogin } from "../../login/next.ts";
import type { WithQuery } from "../../login/search-params.ts";
import { SignedIn } from "../../login/signed-in.tsx";
import { visit, visitor } from "../../require-session.ts";
import { TextLink } from "../../ui/text-link.tsx";

export const metadata: Metadata = { description: "Log in to see your sessions and to end them." };

export default async function LoginPage({ searchParams }: WithQuery) {
  const { next: wanted, cookie } = await searchParams;
  const { origin, cookies } = await visit();
  const next = nextAfterLogin(wanted, origin);
  const inTheWay = Object.values<string>({ ...cookies }).find((name) => name === cookie) ?? null;
  const instead = (
    <>
      New to Curfew? <TextLink href={`/signup?${new URLSearchParams({ next })}`}>Sign up</TextLink>
    </>
  );
  const found = await visitor();
  const isLoggedIn = found.state === "in";
  const notice = (
    <>
      <LogoutReasonNotice cookie={inTheWay} isLoggedIn={isLoggedIn} />
      <SignedIn found={found} next={next} />
    </>
  );
  return (
    <EntryPage title="Log in" notice={notice} instead={instead}>
      <LoginForm next={next} isNoticed={isLoggedIn || inTheWay !== null} />
      <p className="text-sm text-soft">
        Forgotten your password? There is no reset by email. Ask the operator of this site: an administrator can give
        you a link to set a new one.
      </p>
    </EntryPage>
  );
}
