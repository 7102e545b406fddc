import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { relayOf } from '@toolyard/service';
import { AccessTable } from '../access/access-table.js';
import { Replicas } from '../access/replicas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Emails } from '../emails/emails.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import { InvitationLinksController } from '../sign-in/invitation-links.controller.js';
import { InvitationsController } from '../invitations/invitations.controller.js';
import { ServiceAccountsController } from '../accounts/service-accounts.controller.js';
import { UserAnswers } from '../accounts/user-answers.js';
import { UsersController } from '../accounts/users.controller.js';
import { GroupsService } from '../groups/groups.service.js';
import { GroupsController } from '../groups/groups.controller.js';
import { FirstAccounts } from '../directory/first-accounts.js';
import { DirectoryService } from '../directory/directory.service.js';
import { ApiKeysService } from '../keys/api-keys.service.js';
import { ApiKeysController } from '../keys/api-keys.controller.js';
import { LastSeen } from '../accounts/last-seen.js';
import { PrincipalsRequests } from '../principals/principals.requests.js';
import { RefusalsRequests } from '../principals/refusals.requests.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { MeAnswers } from '../sessions/me-answers.js';
import { MeService } from '../sessions/me.service.js';
import { MeController } from '../sessions/me.controller.js';
import { OidcController } from '../sign-in/oidc.controller.js';
import { OidcClient } from '../sign-in/oidc-client.js';
import { OidcVisits } from '../sign-in/oidc-visits.js';
import { OidcSignIn } from '../sign-in/oidc-sign-in.js';
import { PasswordLinks } from '../passwords/password-links.js';
import { Passwords } from '../passwords/passwords.js';
import { QuotasController } from '../quotas/quotas.controller.js';
import { QuotasService } from '../quotas/quotas.service.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { RefusedSignIns } from '../rate-limits/refused-sign-ins.js';
import { OwnSecondFactor } from '../second-factor/own-second-factor.js';
import { PasskeyChallenges } from '../second-factor/passkey-challenges.js';
import { Passkeys } from '../second-factor/passkeys.js';
import { PasskeysController } from '../second-factor/passkeys.controller.js';
import { SecondFactorController } from '../second-factor/second-factor.controller.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import { SignInTickets } from '../second-factor/sign-in-tickets.js';
import { SecondStepController } from '../sign-in/second-step.controller.js';
import { SessionController } from '../sign-in/session.controller.js';
import { SessionService } from '../sign-in/session.service.js';
import { SetUp } from '../sign-in/set-up.js';
import { DeviceCookie } from '../sign-in/device-cookie.js';
import { SignInService } from '../sign-in/sign-in.service.js';
import { WholeKeysGuard } from '../principals/whole-keys.guard.js';

/**
 * Accounts, groups, keys and signing in to the dashboard; what the authorization server and SCIM build on is exported.
 */
@Module({
  controllers: [
    ApiKeysController,
    GroupsController,
    InvitationsController,
    InvitationLinksController,
    MeController,
    OidcController,
    PasskeysController,
    PrincipalsRequests,
    RefusalsRequests,
    QuotasController,
    SecondFactorController,
    SecondStepController,
    ServiceAccountsController,
    SessionController,
    UsersController,
  ],
  providers: [
    AccessTable,
    AccountsService,
    ApiKeysService,
    Emails,
    FirstAccounts,
    Replicas,
    GroupsService,
    DirectoryService,
    InvitationsService,
    LastSeen,
    LoginSessions,
    MeAnswers,
    MeService,
    OidcClient,
    OidcSignIn,
    OidcVisits,
    OwnSecondFactor,
    PasskeyChallenges,
    Passkeys,
    PasswordLinks,
    Passwords,
    QuotasService,
    RateLimits,
    RefusedSignIns,
    SecondFactorsService,
    SessionService,
    SetUp,
    DeviceCookie,
    SignInService,
    SignInTickets,
    UserAnswers,
    { provide: APP_GUARD, useClass: WholeKeysGuard },
    relayOf({ service: 'identity', nouns: ['user', 'group', 'apikey', 'invitation', 'organisation'] }),
  ],
  exports: [
    AccessTable,
    AccountsService,
    ApiKeysService,
    GroupsService,
    DirectoryService,
    LastSeen,
    LoginSessions,
    MeAnswers,
    OidcClient,
    RateLimits,
    SignInService,
    UserAnswers,
  ],
})
export class AccountsModule {}
