import { randomUUID } from "node:crypto";
import type { Blacklist, VerifiedPayload } from "@curfew/auth/blacklist";
import { validate } from "@curfew/nestjs";
import { Inject, Injectable, UnauthorizedException } from "@nestjs/common";
import { JwtService } from "@nestjs/jwt";

export const BLACKLIST = "BLACKLIST";

@Injectable()
export class AuthService {
  constructor(
    @Inject(JwtService) private readonly jwt: JwtService,
    @Inject(BLACKLIST) private readonly blacklist: Blacklist,
  ) {}

  login(name: string, password: string) {
    if (name !== "ann" || password !== "correct horse battery staple") throw new UnauthorizedException();
    return { accessToken: this.jwt.sign({ sub: name, sid: randomUUID() }, { jwtid: randomUUID() }) };
  }

  /** Verifies a token and asks the blacklist: 401 for a revoked one, 503 where that can't be asked. */
  async authenticate(token: string): Promise<VerifiedPayload> {
    const payload = await this.jwt.verifyAsync<VerifiedPayload>(token).catch(() => {
      throw new UnauthorizedException();
    });
    return validate(this.blacklist)(payload);
  }

  /** Revokes the session: by its verified `sid`, for as long as its longest token may live. */
  async logout(user: VerifiedPayload): Promise<void> {
    await this.blacklist.revokeSession({ sid: user.sid as string });
  }
}
