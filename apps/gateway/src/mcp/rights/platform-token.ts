import { createHmac, timingSafeEqual } from 'node:crypto';

/** Lets the platform itself use one server's endpoint in somebody's place for a moment. */
export interface Pass {
  userId: string;
  serverId: string;
  mayCall: boolean;
  expiresAtMs: number;
}

const prefix = 'pass_';
const lifeMs = 60_000;

/**
 * Passes for what the platform does for whoever is asking: the connection check, a try of a tool. Signed with a key
 * that all gateways have, because the request may come back at another one. A pass never leaves the platform, and
 * everything is decided as for the person's own token.
 */
export class Passes {
  readonly #key: Buffer;

  /** @param serviceKey base64, shared by the services of the platform */
  constructor(serviceKey: string) {
    this.#key = createHmac('sha256', Buffer.from(serviceKey, 'base64')).update('toolyard gateway passes').digest();
  }

  issue(pass: Omit<Pass, 'expiresAtMs'>, now = Date.now()): string {
    const payload = Buffer.from(JSON.stringify({ ...pass, expiresAtMs: now + lifeMs } satisfies Pass)).toString(
      'base64url',
    );
    return `${prefix}${payload}.${this.#sign(payload).toString('base64url')}`;
  }

  /** Null for anything but a pass that holds. */
  read(token: string, now = Date.now()): Pass | null {
    if (!token.startsWith(prefix)) return null;
    const [payload = '', signature = ''] = token.slice(prefix.length).split('.');
    const given = Buffer.from(signature, 'base64url');
    const wanted = this.#sign(payload);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    const pass = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Pass;
    return pass.expiresAtMs > now ? pass : null;
  }

  #sign(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(payload).digest();
  }
}
