import { Module } from '@nestjs/common';
import { EventStore } from '@toolyard/event-store';
import { Cleaner } from './credentials/cleaner.js';
import { ClientSecrets } from './credentials/client-secrets.js';
import { Connections } from './credentials/connections.js';
import { CredentialStore } from './credentials/credential.store.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { Credentials } from './credentials/credentials.js';
import { CredentialsRequests } from './credentials/credentials.requests.js';
import { Providers } from './credentials/providers.js';
import { Refresher } from './credentials/refresher.js';
import { KeysController } from './keys.controller.js';
import { KnownServers } from './known-servers.js';
import { SecretsConfig } from './secrets.config.js';
import { Secrets } from './secrets.js';
import { VariablesController } from './variables.controller.js';
import { VariablesRequests } from './variables.requests.js';
import { Vault } from './vault.js';

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
    Connections,
    Credentials,
    CredentialStore,
    KnownServers,
    Providers,
    Refresher,
    Secrets,
  ],
})
export class SecretsModule {}
