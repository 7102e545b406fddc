import { Injectable } from '@nestjs/common';
import { type Actor, type PayloadReadsEvent, Rejected } from '@toolyard/contracts';
import { EventStore } from '@toolyard/event-store';
import { changedBy } from '@toolyard/service';
import type { CallDto } from '../calls/call.dto.js';

const notRecorded =
  "The audit log cannot take down who reads this right now, so payloads and exports of other people's calls are not " +
  'handed out. Nothing is lost; try again in a moment, or list the calls with payloads=false.';

/** The calls of other users that a reader saw, one event for each server. */
function readsOfOthers(
  reader: Actor & { userId?: string },
  calls: readonly Pick<CallDto, 'id' | 'serverId' | 'userId'>[],
  at: string,
): PayloadReadsEvent[] {
  const byServer = Map.groupBy(
    calls.filter(({ userId }) => userId !== (reader.userId ?? reader.id)),
    ({ serverId }) => serverId,
  );
  return [...byServer].map(([serverId, read]) => ({
    type: 'PayloadsRead',
    data: { serverId, callIds: read.map(({ id }) => id), actor: reader, at },
  }));
}

/** Records who looks at calls of others before they see them. */
@Injectable()
export class PayloadReads {
  constructor(private readonly store: EventStore) {}

  /** @throws Rejected `unavailable`: then the payloads must not be shown */
  async ofCalls(reader: Actor, calls: readonly CallDto[]): Promise<void> {
    await this.append(reader, readsOfOthers(reader, calls, new Date().toISOString()));
  }

  /** @throws Rejected `unavailable`: then nothing must be exported */
  async ofExport(reader: Actor, filter: Record<string, string>): Promise<void> {
    await this.append(reader, [
      { type: 'CallsExported', data: { filter, actor: reader, at: new Date().toISOString() } },
    ]);
  }

  private async append(reader: Actor, events: PayloadReadsEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.store.append(`payloadreads-${events[0]!.data.at.slice(0, 7)}`, events, {
        expected: 'any',
        metadata: changedBy(reader),
      });
    } catch (cause) {
      throw new Rejected('unavailable', notRecorded, undefined, { cause });
    }
  }
}
