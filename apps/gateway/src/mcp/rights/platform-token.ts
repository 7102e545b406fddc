import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a platform token says: for one minute the platform may use one server's endpoint in a user's place. */
export interface PlatformToken {
  userId: string;
  serverId: string;
  /** False: connect and list only. */
  mayCall: boolean;
  expiresAtMs: number;
}

// Stored nowhere, but gateways of two versions may run side by side: prefix and label stay as they are.
const prefix = 'pass_';
const keyLabel = 'toolyard gateway passes';
const lifetimeMs = 60_000;

/**
 * Platform tokens for requests that the platform makes in a user's place: the connection check, and trying a tool.
 * Signed with a key that all gateways have, because the request may arrive at another gateway. They never leave the
 * platform, and rights are decided as for a token of the user.
 */
export class PlatformTokens {
  readonly #key: Buffer;

  /** @param serviceKey base64, shared by the services of the platform */
  constructor(serviceKey: string) {
    this.#key = createHmac('sha256', Buffer.from(serviceKey, 'base64')).update(keyLabel).digest();
  }

  issue(token: Omit<PlatformToken, 'expiresAtMs'>, now = Date.now()): string {
    const content = { ...token, expiresAtMs: now + lifetimeMs } satisfies PlatformToken;
    const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${prefix}${payload}.${this.#sign(payload).toString('base64url')}`;
  }

  /** @returns null for anything but a valid platform token */
  read(token: string, now = Date.now()): PlatformToken | null {
    if (!token.startsWith(prefix)) return null;
    const [payload = '', signature = ''] = token.slice(prefix.length).split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as PlatformToken;
    return content.expiresAtMs > now ? content : null;
  }

  #sign(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(payload).digest();
  }
}
