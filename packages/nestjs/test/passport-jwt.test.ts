import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { createBlacklist, type VerifiedPayload } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { Controller, Get, type INestApplication, Module, UseGuards } from "@nestjs/common";
import { APP_FILTER, NestFactory } from "@nestjs/core";
import { AuthGuard, PassportStrategy } from "@nestjs/passport";
import jwt from "jsonwebtoken";
import { ExtractJwt, Strategy } from "passport-jwt";
import { afterEach, describe, expect, test } from "vitest";
import { AuthHttpErrorFilter, validate } from "../src/index.ts";
import { decorate, PLATFORMS, type Platform } from "./app.ts";

const SECRET = crypto.randomUUID();
let app: INestApplication | null = null;
afterEach(async () => {
  await app?.close();
});

/** The Nest app of the tutorials: a passport-jwt strategy, and a controller behind its guard. */
async function place(platform: Platform) {
  const blacklist = createBlacklist({ store: memoryStore() });
  await blacklist.init();
  class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({ secretOrKey: SECRET, jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken() });
    }
    override validate(payload: VerifiedPayload) {
      return validate(blacklist)(payload);
    }
  }
  class AccountController {
    me() {
      return "in";
    }
  }
  Controller()(AccountController);
  UseGuards(AuthGuard("jwt"))(AccountController);
  decorate(AccountController, "me", Get("me"));
  class AppModule {}
  const filter = { provide: APP_FILTER, useClass: AuthHttpErrorFilter };
  Module({ controllers: [AccountController], providers: [JwtStrategy, filter] })(AppModule);
  app = await NestFactory.create<INestApplication>(AppModule, PLATFORMS[platform](), { logger: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address() as AddressInfo;
  const token = jwt.sign({ sub: "ann" }, SECRET, { expiresIn: "1h", jwtid: crypto.randomUUID() });
  const call = () => fetch(`http://127.0.0.1:${port}/me`, { headers: { authorization: `Bearer ${token}` } });
  return { blacklist, call, payload: jwt.verify(token, SECRET) as VerifiedPayload };
}

describe.each(Object.keys(PLATFORMS) as Platform[])("on %s", (platform) => {
  test("a passport-jwt strategy refuses a token once it is revoked", async () => {
    const { blacklist, call, payload } = await place(platform);
    expect((await call()).status).toBe(200);
    await blacklist.revokeToken(payload);
    const refused = await call();
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await refused.json()).toMatchObject({ code: "token_revoked" });
  });

  test("a passport-jwt strategy answers 503 where the blacklist can't be asked", async () => {
    const { blacklist, call } = await place(platform);
    await blacklist.close();
    const answer = await call();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  });
});
