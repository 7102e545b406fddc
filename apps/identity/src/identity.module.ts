import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { OAuthModule } from './provider/oauth.module.js';
import { ScimModule } from './scim/scim.module.js';

@Module({ imports: [AccountsModule, OAuthModule, ScimModule] })
export class IdentityModule {}
