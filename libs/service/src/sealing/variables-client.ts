import { Injectable } from '@nestjs/common';
import { Requester } from '@toolyard/messaging';
import { SealingKey } from './sealing.js';

/** Asks `secrets` for the variables of servers. Keeps none of them. */
@Injectable()
export class VariablesClient {
  constructor(
    private readonly requester: Requester,
    private readonly key: SealingKey,
  ) {}

  /**
   * The values of a server's variables by name, in clear.
   * @throws Rejected `not_found` for a server that does not exist; `timeout` or `unavailable` while `secrets` does not
   * answer
   */
  async valuesOf(serverId: string): Promise<Record<string, string>> {
    const { receiver } = this.key;
    const { sealed } = await this.requester.request('secrets.variables.deliver', { serverId, receiver });
    return JSON.parse(await this.key.open(sealed)) as Record<string, string>;
  }
}
