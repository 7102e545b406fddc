import { Module } from '@nestjs/common';
import { relayOf } from '@toolyard/service';
import { AccountsModule } from './accounts.module.js';
import { Clients } from '../clients/clients.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { AuthorizationsController } from '../authorizations/authorizations.controller.js';
import { RememberedConsents } from '../authorizations/remembered-consents.js';
import { Grants } from '../authorizations/grants.js';
import { Steps } from '../consent/steps.js';
import { Interaction } from '../consent/interaction.js';
import { OAuthRateLimits } from '../clients/oauth-rate-limits.js';
import { OAuthServer } from '../provider/oauth-server.js';
import { OAuthState } from '../oauth-state/oauth-state.js';
import { ProtectedResources } from '../authorizations/protected-resources.js';
import { SigningKeys } from '../provider/signing-keys.js';

/** The OAuth 2.1 authorization server: lets MCP clients act for people, one server at a time. */
@Module({
  imports: [AccountsModule],
  controllers: [AuthorizationsController],
  providers: [
    Clients,
    AuthorizationsService,
    RememberedConsents,
    Grants,
    Interaction,
    OAuthRateLimits,
    OAuthServer,
    OAuthState,
    ProtectedResources,
    SigningKeys,
    Steps,
    relayOf({ service: 'identity-connections', nouns: ['connection'] }),
  ],
})
export class OAuthModule {}
