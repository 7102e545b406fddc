import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type Requests, rights } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { IdentityConfig } from './identity.config.js';

type Resolve = Requests['identity.principals.resolve'];

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What other services ask. */
@Controller()
export class PrincipalsRequests {
  constructor(private readonly config: IdentityConfig) {}

  @Answers('identity.principals.resolve')
  resolve(@Payload() { token }: Resolve['request']): Resolve['reply'] {
    if (typeof token !== 'string' || !timingSafeEqual(digest(token), digest(this.config.TOOLYARD_ADMIN_TOKEN))) return { principal: null };
    return { principal: { kind: 'apikey', via: 'apikey', id: 'admin', userId: 'admin', name: 'admin', role: 'admin', rights: [...rights], servers: 'all', usable: { default: true, servers: {} } } };
  }
}
