import { Developers } from "../landing/developers.tsx";
import { Sample } from "../landing/sample.tsx";
import { visitor } from "../require-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { TextLink } from "../ui/text-link.tsx";

const PROMISES = [
  {
    title: "Immediately, everywhere",
    text: "As soon as a logout is confirmed, the next request is refused, on any instance.",
  },
  {
    title: "One lookup per request",
    text: "The signature proves the token; one denylist lookup tells whether it has been revoked. Forged tokens never get that far.",
  },
  {
    title: "Fails closed",
    text: "If the denylist can’t be reached, no one gets in. If it has lost data, it gets it back from the database.",
  },
] as const;

export default async function StartPage() {
  // Whoever can't be told now came with a login of ours.
  const isLoggedIn = (await visitor()).state !== "out";
  return (
    <PageFrame
      actions={
        <div className="flex gap-x-5">
          <TextLink href="/docs">Docs</TextLink>
          <TextLink href={isLoggedIn ? "/dashboard" : "/login"}>{isLoggedIn ? "Dashboard" : "Log in"}</TextLink>
        </div>
      }
    >
      <div className="grid grid-cols-1 items-center gap-12 lg:grid-cols-[6fr_5fr] lg:gap-16">
        <div className="grid gap-6">
          <h1 className="text-display">Logged out means logged out.</h1>
          <p className="max-w-xl text-lg text-soft">
            A JSON Web Token stays valid until it expires, no matter what happens in the meantime. Curfew lets you
            revoke it: once a token has been logged out, rotated or revoked, the very next request is refused.
          </p>
          <div className="flex flex-wrap gap-3">
            {isLoggedIn ? (
              <ButtonLink href="/dashboard">Go to your dashboard</ButtonLink>
            ) : (
              <ButtonLink href="/signup">Sign up</ButtonLink>
            )}
          </div>
        </div>
        <Sample />
      </div>
      <ul className="mt-16 grid grid-cols-1 gap-8 border-t border-line pt-10 sm:grid-cols-3">
        {PROMISES.map(({ title, text }) => (
          <li key={title} className="grid content-start gap-2">
            <h2 className="text-lg">{title}</h2>
            <p className="text-soft">{text}</p>
          </li>
        ))}
      </ul>
      <Developers trial={isLoggedIn ? "/dashboard" : "/signup"} />
    </PageFrame>
  );
}
