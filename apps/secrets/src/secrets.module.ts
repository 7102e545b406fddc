import { Module } from '@nestjs/common';
import { EventStore } from '@toolyard/event-store';
import { relayOf } from '@toolyard/service';
import { Cleaner } from './credentials/cleaner.js';
import { ClientSecrets } from './credentials/client-secrets.js';
import { ProviderAccounts } from './credentials/oauth/provider-accounts.js';
import { CredentialStore } from './credentials/credential-store.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { CredentialsService } from './credentials/credentials.service.js';
import { CredentialsRequests } from './credentials/credentials.requests.js';
import { Providers } from './credentials/oauth/providers.js';
import { Refresher } from './credentials/oauth/refresher.js';
import { KeysController } from './keys/keys.controller.js';
import { ServerDirectory } from './store/server-directory.js';
import { SecretsConfig } from './secrets.config.js';
import { VariablesService } from './variables/variables.service.js';
import { VariablesController } from './variables/variables.controller.js';
import { VariablesRequests } from './variables/variables.requests.js';
import { withoutCiphertext } from './store/public-data.js';
import { Vault } from './store/vault.js';

@Module({
  controllers: [CredentialsController, CredentialsRequests, KeysController, VariablesController, VariablesRequests],
  providers: [
    {
      provide: Vault,
      useFactory: (store: EventStore, config: SecretsConfig) => Vault.open(store, config),
      inject: [EventStore, SecretsConfig],
    },
    Cleaner,
    ClientSecrets,
    ProviderAccounts,
    CredentialsService,
    CredentialStore,
    ServerDirectory,
    Providers,
    Refresher,
    VariablesService,
    relayOf({
      service: 'secrets',
      prefixes: ['variables-', 'credential-', 'clientsecret-'],
      publicData: withoutCiphertext,
    }),
  ],
})
export class SecretsModule {}
