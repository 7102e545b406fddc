import { createHmac, timingSafeEqual, type webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Receiver, Rejected, type SealedDelivery } from '@toolyard/contracts';

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const info = new TextEncoder().encode('toolyard secret delivery 1');

function bytes(base64: string): ArrayBuffer {
  const buffer = Buffer.from(base64, 'base64');
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer;
}

function signature(service: string, publicKey: string, serviceKey: string): Buffer {
  return createHmac('sha256', Buffer.from(serviceKey, 'base64')).update(`${service}\n${publicKey}`).digest();
}

/** The key pair with which this process receives secrets (HPKE, RFC 9180, X25519); it lives as long as the process. */
export class SealingKey {
  private constructor(
    private readonly keys: webcrypto.CryptoKeyPair,
    readonly receiver: Receiver,
  ) {}

  static async create(service: string, serviceKey: string): Promise<SealingKey> {
    const keys = await suite.kem.generateKeyPair();
    const publicKey = Buffer.from(await suite.kem.serializePublicKey(keys.publicKey)).toString('base64');
    return new SealingKey(keys, {
      service,
      publicKey,
      signature: signature(service, publicKey, serviceKey).toString('base64'),
    });
  }

  async open(delivery: SealedDelivery): Promise<string> {
    const recipient = await suite.createRecipientContext({
      recipientKey: this.keys.privateKey,
      enc: bytes(delivery.encapsulatedKey),
      info,
    });
    return new TextDecoder().decode(await recipient.open(bytes(delivery.ciphertext)));
  }
}

/** Encrypts to a receiver that proved to belong to this installation. @throws Rejected `forbidden` when it did not. */
export async function sealTo(receiver: Receiver, text: string, serviceKey: string): Promise<SealedDelivery> {
  const expected = signature(receiver.service, receiver.publicKey, serviceKey);
  const given = Buffer.from(receiver.signature, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Rejected(
      'forbidden',
      'The receiver of the secret could not prove that it belongs to this installation. Nothing was handed over.',
    );
  }
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(receiver.publicKey));
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const ciphertext = await sender.seal(new TextEncoder().encode(text));
  return {
    encapsulatedKey: Buffer.from(sender.enc).toString('base64'),
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  };
}
