import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessTable } from '../access/access-table.js';
import { Everywhere } from '../access/replicas.js';
import { Accounts } from './accounts.service.js';
import { Emails } from '../emails/emails.js';
import { Invitations } from '../invitations/invitations.service.js';
import { InvitationsController } from '../invitations/invitations.controller.js';
import { ServiceAccountsController } from './service-accounts.controller.js';
import { UserAnswers } from './user-answers.js';
import { UsersController } from './users.controller.js';
import { Groups } from '../groups/groups.service.js';
import { GroupsController } from '../groups/groups.controller.js';
import { Identity } from '../directory/identity.js';
import { ApiKeys } from '../keys/api-keys.service.js';
import { ApiKeysController } from '../keys/api-keys.controller.js';
import { LastSeen } from './last-seen.js';
import { PrincipalsRequests } from '../principals/principals.requests.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { MeAnswers } from '../sessions/me-answers.js';
import { MeController } from '../sessions/me.controller.js';
import { OidcController } from '../sign-in/oidc.controller.js';
import { OutsideProvider } from '../sign-in/oidc-client.js';
import { OutsideSignIn } from '../sign-in/oidc.sign-in.js';
import { PasswordLinks } from '../passwords/password-links.js';
import { Passwords } from '../passwords/passwords.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { RefusedSignIns } from '../rate-limits/refused-sign-ins.js';
import { SessionController } from '../sessions/session.controller.js';
import { SetUp } from '../sign-in/set-up.js';
import { SignIn } from '../sign-in/sign-in.js';
import { WholeKeysGuard } from '../principals/whole-keys.guard.js';

/**
 * Accounts, groups, keys and signing in to the dashboard; what the authorization server and SCIM build on is exported.
 */
@Module({
  controllers: [
    ApiKeysController,
    GroupsController,
    InvitationsController,
    MeController,
    OidcController,
    PrincipalsRequests,
    ServiceAccountsController,
    SessionController,
    UsersController,
  ],
  providers: [
    AccessTable,
    Accounts,
    ApiKeys,
    Emails,
    Everywhere,
    Groups,
    Identity,
    Invitations,
    LastSeen,
    LoginSessions,
    MeAnswers,
    OutsideProvider,
    OutsideSignIn,
    PasswordLinks,
    Passwords,
    RateLimits,
    RefusedSignIns,
    SetUp,
    SignIn,
    UserAnswers,
    { provide: APP_GUARD, useClass: WholeKeysGuard },
  ],
  exports: [
    AccessTable,
    Accounts,
    ApiKeys,
    Groups,
    Identity,
    LastSeen,
    LoginSessions,
    MeAnswers,
    OutsideProvider,
    RateLimits,
    SignIn,
    UserAnswers,
  ],
})
export class AccountsModule {}
