import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Rejected, type Sealed } from '@toolyard/contracts';
import { type EventStore, RevisionConflict, View } from '@toolyard/event-store';
import { CredentialsView } from '../credentials/credentials.view.js';
import { DataKeys } from '../keys/data-keys.js';
import { openValue, type Place, sealValue } from '../keys/envelope.js';
import { MasterKeys } from '../keys/master-keys.js';
import type { SecretsConfig } from '../secrets.config.js';
import { SecretsView } from '../variables/secrets.view.js';
import { StaleSeal } from './fresh-seal.js';

/** Seals one text for one place under the data key at hand. */
type Seal = (text: string, name: string, version: number) => Sealed;

/**
 * The views of stored variables and credentials, and the data keys that open them. Opened once, before any secret is
 * read.
 */
@Injectable()
export class Vault implements OnModuleDestroy {
  private constructor(
    readonly variables: SecretsView,
    readonly credentials: CredentialsView,
    readonly view: View,
    readonly dataKeys: DataKeys,
  ) {}

  static async open(store: EventStore, config: SecretsConfig): Promise<Vault> {
    const variables = new SecretsView();
    const credentials = new CredentialsView();
    const view = new View(
      store,
      ['server-', 'variables-', 'datakey-', 'credential-', 'clientsecret-', 'user-'],
      (event) => {
        variables.apply(event);
        credentials.apply(event);
      },
    );
    await view.start();
    return new Vault(
      variables,
      credentials,
      view,
      new DataKeys(store, variables, await MasterKeys.open(config.masterKeyPlace, variables.dataKeys)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.view.stop();
  }

  /**
   * @param existing the data key to use; null makes one, which goes again when it is certain that nothing was stored
   * with it
   */
  async sealing<T>(owner: string, existing: string | null, use: (seal: Seal) => Promise<T>): Promise<T> {
    const { dataKeyId, dataKey } =
      existing === null
        ? await this.dataKeys.create(owner)
        : { dataKeyId: existing, dataKey: await this.dataKeys.open(existing) };
    try {
      return await use((text, name, version) => sealValue(text, { owner, name, version }, dataKeyId, dataKey));
    } catch (error) {
      if (existing === null && certainlyNotStored(error)) await this.dataKeys.destroy(dataKeyId);
      throw error;
    }
  }

  async reveal(value: Sealed, place: Place): Promise<string> {
    return openValue(value, place, await this.dataKeys.open(value.dataKeyId));
  }
}

/** True when it is certain that nothing was stored; otherwise the key must stay. */
const certainlyNotStored = (error: unknown): boolean =>
  error instanceof StaleSeal || error instanceof Rejected || error instanceof RevisionConflict;
