import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** How a browser and an authenticator depart from what is right. */
export interface Departures {
  origin?: string;
  rpId?: string;
  challenge?: string;
  counter?: number;
  /** False: the authenticator did not check who holds it. */
  isVerified?: boolean;
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 };

/** A browser with one passkey, in software (WebAuthn level 3, sections 6.1 and 6.5). */
export class SoftwareAuthenticator {
  readonly id = randomBytes(32).toString('base64url');
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  counter = 0;

  constructor(private readonly origin: string) {}

  create({ challenge }: PublicKeyCredentialCreationOptionsJSON, departures: Departures = {}): RegistrationResponseJSON {
    const id = Buffer.from(this.id, 'base64url');
    const { x, y } = this.keys.publicKey.export({ format: 'jwk' });
    // ES256 on P-256 (RFC 9053, sections 2.1 and 7.1).
    const key = isoCBOR.encode(
      new Map<number, number | Uint8Array<ArrayBuffer>>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Uint8Array.from(Buffer.from(x!, 'base64url'))],
        [-3, Uint8Array.from(Buffer.from(y!, 'base64url'))],
      ]),
    );
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, key]);
    const authData = Buffer.concat([this.head(departures, flags.attested), attested]);
    const attestation = isoCBOR.encode(
      new Map<string, string | Map<string, string> | Uint8Array<ArrayBuffer>>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ]),
    );
    return {
      ...this.credential(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge, departures).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['usb'],
      },
    };
  }

  get({ challenge }: PublicKeyCredentialRequestOptionsJSON, departures: Departures = {}): AuthenticationResponseJSON {
    const clientData = this.clientData('webauthn.get', challenge, departures);
    const authData = this.head(departures);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
      },
    };
  }

  private credential() {
    return { id: this.id, rawId: this.id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, departures: Departures): Buffer {
    const { origin = this.origin } = departures;
    return Buffer.from(JSON.stringify({ type, challenge: departures.challenge ?? challenge, origin }));
  }

  private head(
    { rpId = new URL(this.origin).hostname, counter = ++this.counter, isVerified = true }: Departures,
    more = 0,
  ): Buffer {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter);
    const flag = flags.present | (isVerified ? flags.verified : 0) | more;
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flag]), counted]);
  }
}
