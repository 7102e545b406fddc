import { Injectable } from '@nestjs/common';
import { IdentityConfig } from '../identity.config.js';

/** The OpenID Connect provider that people may sign in at instead, as the environment describes it. */
@Injectable()
export class OutsideProvider {
  /** What its button says; null when there is none. */
  readonly name: string | null;

  constructor(config: IdentityConfig) {
    this.name = config.TOOLYARD_OIDC_ISSUER === undefined ? null : config.TOOLYARD_OIDC_NAME;
  }
}
