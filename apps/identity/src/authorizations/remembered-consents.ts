import { Injectable } from '@nestjs/common';
import { redirectTarget } from '../clients/client.rules.js';
import { OAuthState } from '../oauth-state/oauth-state.js';

const kind = 'Consent';

interface Consent {
  redirectHost: string;
  scopes: string[];
}

export interface ConsentQuestion {
  userId: string;
  clientId: string;
  serverId: string;
  redirectUri: string;
  scopes: string[];
}

/**
 * Consents that a user has already given. Remembered for one client and one server, and only where the code goes to the
 * same web host: anything on this computer can listen on a port or claim a scheme, and use the id of a client that was
 * trusted before (RFC 8252, section 8.6).
 */
@Injectable()
export class RememberedConsents {
  constructor(private readonly state: OAuthState) {}

  async isGiven(question: ConsentQuestion): Promise<boolean> {
    const target = redirectTarget(question.redirectUri);
    if (target.kind !== 'web') return false;
    const held = await this.state.get<Consent>('grants', kind, idOf(question));
    return (
      held !== undefined &&
      held.value.redirectHost === target.host &&
      question.scopes.every((scope) => held.value.scopes.includes(scope))
    );
  }

  async remember(question: ConsentQuestion): Promise<void> {
    const target = redirectTarget(question.redirectUri);
    if (target.kind !== 'web') return;
    const before = await this.state.get<Consent>('grants', kind, idOf(question));
    const scopes = before?.value.redirectHost === target.host ? before.value.scopes : [];
    await this.state.put('grants', kind, idOf(question), {
      redirectHost: target.host,
      scopes: [...new Set([...scopes, ...question.scopes])],
    });
  }

  async forget(about: Pick<ConsentQuestion, 'userId' | 'clientId' | 'serverId'>): Promise<void> {
    await this.state.remove('grants', kind, idOf(about));
  }
}

const idOf = ({ userId, clientId, serverId }: Pick<ConsentQuestion, 'userId' | 'clientId' | 'serverId'>): string =>
  JSON.stringify([userId, clientId, serverId]);
