import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts.module.js';
import { OAuthModule } from './oauth/oauth.module.js';

@Module({ imports: [AccountsModule, OAuthModule] })
export class IdentityModule {}
