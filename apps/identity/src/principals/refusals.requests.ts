import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { RefusalsEvent, Requests } from '@toolyard/contracts';
import { EventStore } from '@toolyard/event-store';
import { Answers } from '@toolyard/messaging';

type Record = Requests['identity.refusals.record'];

/** Stores for the audit log what the services refused to accounts. */
@Controller()
export class RefusalsRequests {
  constructor(private readonly store: EventStore) {}

  @Answers('identity.refusals.record')
  async record(@Payload() { refusals }: Record['request']): Promise<Record['reply']> {
    const events = refusals.map((data): RefusalsEvent => ({ type: 'ActionsRefused', data }));
    const month = new Date().toISOString().slice(0, 7);
    await this.store.append(`refusals-${month}`, events, { expected: 'any' });
    return { recorded: true };
  }
}
