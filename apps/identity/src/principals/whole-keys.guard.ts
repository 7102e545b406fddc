import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import type { GuardedRequest } from '@toolyard/service';

/** A key that is limited to servers does nothing else; accounts, groups and keys belong to no server. */
@Injectable()
export class WholeKeysGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { principal, method, params } = context.switchToHttp().getRequest<GuardedRequest>();
    if (!principal || principal.servers === 'all' || method === 'GET' || 'serverId' in params) return true;
    throw new Rejected(
      'forbidden',
      'This API key is limited to servers, so it changes nothing here. Nothing was changed; sign in, or use a key for all servers.',
    );
  }
}
