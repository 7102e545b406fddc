import { Module } from '@nestjs/common';
import { EventStore } from '@toolyard/event-store';
import { relayOf } from '@toolyard/service';
import { ClientSecrets } from './credential-store/client-secrets.js';
import { CredentialStore } from './credential-store/credential-store.js';
import { CredentialsView } from './credential-store/credentials.view.js';
import { CredentialsCleaner } from './credentials/credentials-cleaner.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { CredentialsRequests } from './credentials/credentials.requests.js';
import { CredentialsService } from './credentials/credentials.service.js';
import { LateAnnouncements } from './credentials/late-announcements.js';
import { TokenRevocations } from './credentials/token-revocations.js';
import { GitHubKeysRequests } from './github/github-keys.requests.js';
import { GitHubKeysService } from './github/github-keys.service.js';
import { GitHubKeysView } from './github/github-keys.view.js';
import { DataKeys } from './keys/data-keys.js';
import { DataKeysView } from './keys/data-keys.view.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysService } from './keys/keys.service.js';
import { Providers } from './oauth/providers.js';
import { OwnersView } from './owners/owners.view.js';
import { ServerDirectory } from './owners/server-directory.js';
import { ProviderAccounts } from './provider-accounts/provider-accounts.js';
import { Refresher } from './provider-accounts/refresher.js';
import { SecretsConfig } from './secrets.config.js';
import { StoredState } from './store/stored-state.js';
import { Vault } from './store/vault.js';
import { VariablesCleaner } from './variables/variables-cleaner.js';
import { VariablesController } from './variables/variables.controller.js';
import { VariablesRequests } from './variables/variables.requests.js';
import { VariablesService } from './variables/variables.service.js';
import { VariablesView } from './variables/variables.view.js';

const views = [DataKeysView, OwnersView, VariablesView, CredentialsView, GitHubKeysView];

@Module({
  controllers: [
    CredentialsController,
    CredentialsRequests,
    GitHubKeysRequests,
    KeysController,
    VariablesController,
    VariablesRequests,
  ],
  providers: [
    ...views,
    {
      provide: StoredState,
      useFactory: (store: EventStore, ...folded: InstanceType<(typeof views)[number]>[]) =>
        StoredState.follow(store, folded),
      inject: [EventStore, ...views],
    },
    {
      provide: DataKeys,
      // After the stored state, from which the view of the data keys is folded.
      useFactory: (store: EventStore, view: DataKeysView, { masterKeyPlace }: SecretsConfig) =>
        DataKeys.open(store, view, masterKeyPlace),
      inject: [EventStore, DataKeysView, SecretsConfig, StoredState],
    },
    Vault,
    ClientSecrets,
    CredentialsCleaner,
    CredentialsService,
    CredentialStore,
    GitHubKeysService,
    KeysService,
    LateAnnouncements,
    ProviderAccounts,
    Providers,
    Refresher,
    ServerDirectory,
    TokenRevocations,
    VariablesCleaner,
    VariablesService,
    relayOf({
      service: 'secrets',
      nouns: ['variables', 'credential', 'clientsecret', 'githubkeys'],
    }),
  ],
})
export class SecretsModule {}
