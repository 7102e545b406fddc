import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts.module.js';
import { Clients } from './clients.js';
import { Connections } from './connections.js';
import { ConnectionsController } from './connections.controller.js';
import { Consents } from './consents.js';
import { Grants } from './grants.js';
import { Interaction } from './interaction.js';
import { OAuthLimits } from './limits.js';
import { OAuthServer } from './oauth.server.js';
import { OAuthState } from './oauth.state.js';
import { Resources } from './resources.js';
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
