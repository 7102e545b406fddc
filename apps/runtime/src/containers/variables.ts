import { Injectable } from '@nestjs/common';
import { Requester } from '@toolyard/messaging';
import { SealingKey } from '@toolyard/service';

/** Gets a server's variables when a container is about to be made; keeps none. */
@Injectable()
export class Variables {
  constructor(
    private readonly requester: Requester,
    private readonly key: SealingKey,
  ) {}

  async of(serverId: string): Promise<Record<string, string>> {
    const { sealed } = await this.requester.request('secrets.variables.deliver', {
      serverId,
      receiver: this.key.receiver,
    });
    return JSON.parse(await this.key.open(sealed)) as Record<string, string>;
  }
}
