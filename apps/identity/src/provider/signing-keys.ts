import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { exportJWK, generateKeyPair } from 'jose';
import { AccessTable } from '../access/access-table.js';
import { IdentityConfig } from '../identity.config.js';
import { generations, isDue, type KeyGeneration, type Keyring, rotated } from './keyring.js';
import { type Held, OAuthState } from '../oauth-state/oauth-state.js';

const place = ['keys', 'keyring', 'signing'] as const;

async function newGeneration(): Promise<KeyGeneration> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomBytes(12).toString('base64url');
  const about = { kid, alg: 'ES256', use: 'sig' };
  return {
    kid,
    privateKey: { ...(await exportJWK(privateKey)), ...about },
    publicKey: { ...(await exportJWK(publicKey)), ...about },
    cookieSecret: randomBytes(32).toString('base64url'),
  };
}

/**
 * The keys that all replicas sign with. The replica that finds them too old rotates them; compare-and-swap lets one
 * win.
 */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly state: OAuthState,
    private readonly access: AccessTable,
    private readonly config: IdentityConfig,
  ) {}

  get maxAgeMs(): number {
    return this.config.signingKeyMaxAgeMs;
  }

  /**
   * The keyring to use now: made on the first start, rotated when it is due, its public half published to the gateways.
   */
  async current(): Promise<Held<Keyring>> {
    const held = await this.state.get<Keyring>(...place);
    const now = new Date();
    if (held && !isDue(held.value, now, this.maxAgeMs)) return held;
    const desired = held ? rotated(held.value, await newGeneration(), now) : await this.first(now);
    await this.publish(desired);
    // Whether this replica won or another one did: what is stored counts. Keys sealed with another service key are
    // written over.
    await this.state.swap(...place, desired, held?.revision ?? (await this.state.revision(...place)));
    const stored = await this.state.get<Keyring>(...place);
    if (!stored)
      throw new Error(
        'The signing keys cannot be stored. Storing is tried again; no client can be authorized until then.',
      );
    await this.publish(stored.value);
    return stored;
  }

  async publish(keyring: Keyring): Promise<void> {
    await this.access.put('jwks', { keys: generations(keyring).map(({ publicKey }) => publicKey) });
  }

  private async first(now: Date): Promise<Keyring> {
    return { current: await newGeneration(), next: await newGeneration(), previous: [], rotatedAt: now.toISOString() };
  }
}
