import { Injectable } from '@nestjs/common';
import { Rejected, type Sealed } from '@toolyard/contracts';
import { RevisionConflict } from '@toolyard/event-store';
import { DataKeys } from '../keys/data-keys.js';
import { openValue, type Place, sealValue } from '../keys/envelope.js';
import { StaleSeal } from './fresh-seal.js';

/** Seals one text for one place under the data key at hand. */
type Seal = (text: string, name: string, version: number) => Sealed;

/** Seals and opens values with the data keys of their owners. */
@Injectable()
export class Vault {
  constructor(private readonly dataKeys: DataKeys) {}

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
