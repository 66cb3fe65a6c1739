import type { VerifiedPayload } from "@curfew/auth/blacklist";
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import type { Request } from "express";
import { AuthService } from "./auth.service.ts";

export const Public = () => SetMetadata("isPublic", true);

export interface AuthenticatedRequest extends Request {
  user: VerifiedPayload;
}

@Injectable()
export class JwtGuard implements CanActivate {
  constructor(
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride("isPublic", [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const [scheme, token] = request.headers.authorization?.split(" ") ?? [];
    if (scheme?.toLowerCase() !== "bearer" || token === undefined) throw new UnauthorizedException();
    request.user = await this.auth.authenticate(token);
    return true;
  }
}
