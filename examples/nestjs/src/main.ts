import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { createBlacklist } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { redisStore } from "@curfew/auth/stores/redis";
import { AuthHttpErrorFilter } from "@curfew/nestjs";
import { Body, Controller, Get, HttpCode, Inject, Module, Post, Req } from "@nestjs/common";
import { APP_FILTER, APP_GUARD, NestFactory } from "@nestjs/core";
import { JwtModule } from "@nestjs/jwt";
import { AuthService, BLACKLIST } from "./auth.service.ts";
import { type AuthenticatedRequest, JwtGuard, Public } from "./jwt.guard.ts";

// A Redis or Valkey is declared new once, by `npm run init`.
const { REDIS_URL, PORT = "3000", SECRET = randomBytes(32).toString("base64url") } = process.env;
const blacklist = createBlacklist({ store: REDIS_URL ? redisStore({ url: REDIS_URL }) : memoryStore() });
if (!REDIS_URL) await blacklist.init();

@Controller()
class AuthController {
  constructor(@Inject(AuthService) private readonly auth: AuthService) {}

  @Public()
  @Post("login")
  @HttpCode(200)
  login(@Body() { name, password }: { name: string; password: string }) {
    return this.auth.login(name, password);
  }

  @Get("me")
  me(@Req() { user }: AuthenticatedRequest) {
    return { name: user.sub };
  }

  @Post("logout")
  @HttpCode(204)
  async logout(@Req() { user }: AuthenticatedRequest) {
    await this.auth.logout(user);
  }
}

@Module({
  imports: [JwtModule.register({ secret: SECRET, signOptions: { expiresIn: "15m" } })],
  controllers: [AuthController],
  providers: [
    AuthService,
    { provide: BLACKLIST, useValue: blacklist },
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_FILTER, useClass: AuthHttpErrorFilter },
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
await app.listen(Number(PORT));
console.log(`http://localhost:${PORT}`);
