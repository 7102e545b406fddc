import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import type { GuardedRequest } from '@toolyard/service';

/** What a key that is limited to servers may still read here: what concerns its own account and servers. */
const ownPaths = /^\/api\/v1\/(me|quotas)(\/|$)/;

/** A key that is limited to servers does nothing else; accounts, groups and keys belong to no server. */
@Injectable()
export class WholeKeysGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { principal, method, params, path } = context.switchToHttp().getRequest<GuardedRequest>();
    if (!principal || principal.servers === 'all' || 'serverId' in params) return true;
    if (method === 'GET' && ownPaths.test(path)) return true;
    throw new Rejected(
      'forbidden',
      'This API key is limited to servers, so accounts, groups and keys are closed to it. Nothing was ' +
        'changed; sign in, or use a key for all servers.',
    );
  }
}
