import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { ScimModule } from './scim/scim.module.js';

@Module({ imports: [AccountsModule, OAuthModule, ScimModule] })
export class IdentityModule {}
