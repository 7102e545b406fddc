import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessTable } from './access/access-table.js';
import { Everywhere } from './access/everywhere.js';
import { Accounts } from './accounts/accounts.js';
import { Emails } from './accounts/emails.js';
import { Invitations } from './accounts/invitations.js';
import { InvitationsController } from './accounts/invitations.controller.js';
import { ServiceAccountsController } from './accounts/service-accounts.controller.js';
import { UserAnswers } from './accounts/user-answers.js';
import { UsersController } from './accounts/users.controller.js';
import { Groups } from './groups/groups.js';
import { GroupsController } from './groups/groups.controller.js';
import { Identity } from './identity.js';
import { ApiKeys } from './keys/api-keys.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { LastSeen } from './last-seen.js';
import { PrincipalsRequests } from './principals.requests.js';
import { LoginSessions } from './sign-in/login-sessions.js';
import { MeAnswers } from './sign-in/me-answers.js';
import { MeController } from './sign-in/me.controller.js';
import { OidcController } from './sign-in/oidc.controller.js';
import { OutsideProvider } from './sign-in/outside-provider.js';
import { OutsideSignIn } from './sign-in/outside-sign-in.js';
import { PasswordLinks } from './sign-in/password-links.js';
import { Passwords } from './sign-in/passwords.js';
import { RateLimits } from './sign-in/rate-limits.js';
import { RefusedSignIns } from './sign-in/refused-sign-ins.js';
import { SessionController } from './sign-in/session.controller.js';
import { SetUp } from './sign-in/set-up.js';
import { SignIn } from './sign-in/sign-in.js';
import { WholeKeysGuard } from './whole-keys.guard.js';

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
