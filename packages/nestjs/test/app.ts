import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { createTestAuth } from "@curfew/auth/testing";
import { Controller, Get, type INestApplication, Module, Post, Req } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import {
  type AuthenticatedRequest,
  CurfewModule,
  type CurfewModuleOptions,
  CurrentUser,
  Public,
} from "../src/index.ts";

export const PLATFORMS = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() } as const;
export type Platform = keyof typeof PLATFORMS;

/** Decorates as `@Get("me")` does: Node.js runs our sources without a compiler, which knows no decorators. */
export function decorate(
  type: { readonly prototype: object },
  name: string,
  ...decorators: readonly MethodDecorator[]
): void {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name) as PropertyDescriptor;
  for (const each of decorators) each(type.prototype, name, descriptor);
}

class AccountController {
  me(user: AuthenticatedRequest["user"]) {
    return { subject: user?.subject ?? null };
  }
  rename() {
    return { done: true };
  }
  login(request: AuthenticatedRequest) {
    return { subject: request.user?.subject ?? null };
  }
}
Controller()(AccountController);
decorate(AccountController, "me", Get("me"));
CurrentUser()(AccountController.prototype, "me", 0);
decorate(AccountController, "rename", Post("rename"));
decorate(AccountController, "login", Post("login"), Public());
Req()(AccountController.prototype, "login", 0);

class HealthController {
  health() {
    return "up";
  }
}
Controller("health")(HealthController);
Public()(HealthController);
decorate(HealthController, "health", Get());

/** An app with a protected and two public routes. */
export async function startApp(platform: Platform, options: Partial<CurfewModuleOptions> = {}) {
  const { auth, login } = await createTestAuth();
  class AppModule {}
  const curfew = CurfewModule.forRootAsync({ useFactory: () => ({ auth, ...options }) });
  Module({ imports: [curfew], controllers: [AccountController, HealthController] })(AppModule);
  const app = await NestFactory.create<INestApplication>(AppModule, PLATFORMS[platform](), { logger: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address() as AddressInfo;
  const pair = await login("ann");
  const call = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`http://127.0.0.1:${port}/${path}`, { headers, method });
  return { auth, app, pair, call, bearer: { authorization: `Bearer ${pair.access.token}` } };
}
