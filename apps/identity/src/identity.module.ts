import { Module } from '@nestjs/common';
import { AccountsModule } from './modules/accounts.module.js';
import { OAuthModule } from './modules/oauth.module.js';
import { ScimModule } from './modules/scim.module.js';

@Module({ imports: [AccountsModule, OAuthModule, ScimModule] })
export class IdentityModule {}
