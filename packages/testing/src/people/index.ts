export type { Operate, SessionFixtures } from "./fixtures.ts";
export { sessionFixtures } from "./fixtures.ts";
export type { Person } from "./person.ts";
export { logIn, mutate, signUp, somebody, stolenCookies, testEnvironment } from "./person.ts";
