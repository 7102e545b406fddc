import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { derivedKey, ServiceConfig } from '@toolyard/service';
import { parseCookie, stringifySetCookie } from 'cookie';

const cookieName = 'toolyard_device';
const lifeSeconds = 400 * 86_400;

/**
 * A signed, long-lived cookie of a browser in which an account has signed in. It opens nothing; attempts from such a
 * browser are counted apart, so that guesses from elsewhere do not lock its user out.
 */
@Injectable()
export class DeviceCookie {
  private readonly key: Buffer;
  private readonly secure: boolean;

  constructor(config: ServiceConfig) {
    this.key = derivedKey(config.serviceKey, 'toolyard device cookie 1');
    this.secure = new URL(config.publicUrl).protocol === 'https:';
  }

  /** Id of the device when this account has signed in on it. @param header `Cookie` of the request */
  deviceOf(header: string | undefined, userId: string | undefined): string | undefined {
    const value = header === undefined ? undefined : parseCookie(header)[cookieName];
    const [device, signature] = value?.split('.') ?? [];
    if (!device || !signature || userId === undefined) return undefined;
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.signature(device, userId))];
    return given.length === expected.length && timingSafeEqual(given, expected) ? device : undefined;
  }

  /** `Set-Cookie` header after a sign-in. A browser remembers the account that signed in last. */
  remember(header: string | undefined, userId: string): string {
    const device = this.deviceOf(header, userId) ?? randomBytes(16).toString('base64url');
    return stringifySetCookie({
      name: cookieName,
      value: `${device}.${this.signature(device, userId)}`,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      maxAge: lifeSeconds,
    });
  }

  private signature(device: string, userId: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([device, userId]))
      .digest('base64url');
  }
}
