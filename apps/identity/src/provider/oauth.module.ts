import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Clients } from '../clients/clients.js';
import { Connections } from '../connections/connections.service.js';
import { ConnectionsController } from '../connections/connections.controller.js';
import { Consents } from '../consent/remembered-consents.js';
import { Grants } from '../connections/grants.js';
import { Interaction } from '../consent/interaction.js';
import { OAuthLimits } from '../clients/oauth-rate-limits.js';
import { OAuthServer } from './oauth-server.js';
import { OAuthState } from './oauth-state.js';
import { Resources } from '../connections/protected-resource.js';
import { SigningKeys } from './signing-keys.js';

/** The OAuth 2.1 authorization server: lets MCP clients act for people, one server at a time. */
@Module({
  imports: [AccountsModule],
  controllers: [ConnectionsController],
  providers: [
    Clients,
    Connections,
    Consents,
    Grants,
    Interaction,
    OAuthLimits,
    OAuthServer,
    OAuthState,
    Resources,
    SigningKeys,
  ],
})
export class OAuthModule {}
