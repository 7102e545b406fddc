import { Injectable } from '@nestjs/common';
import type { Requests } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';

type ReachSubject = 'gateway.access.reach' | 'identity.views.reach';

/** How long a command waits for the replicas; one that is slower gets the change later. */
export const patienceMs = 2_000;
/** How long a replica may take to answer the probe. */
const probeMs = 500;
/** How long a count of replicas is used again, so that many changes in a row probe once. */
const countValidMs = 250;

/** Waits until every replica of a service has a change. */
@Injectable()
export class Replicas {
  private readonly counts = new Map<ReachSubject, { at: number; count: Promise<number> }>();

  constructor(private readonly requester: Requester) {}

  /**
   * Resolves when all replicas that answered the probe have the change, or after `patienceMs`.
   * @param probe a position that every replica has passed: the number of answers is the number of replicas to wait for
   * @param change the position to wait for
   */
  async waitFor<S extends ReachSubject>(
    subject: S,
    { probe, change }: { probe: Requests[S]['request']; change: Requests[S]['request'] },
  ): Promise<void> {
    const count = await this.count(subject, probe);
    if (count > 0) await this.requester.requestAll(subject, change, { waitMs: patienceMs, count });
  }

  private count<S extends ReachSubject>(subject: S, probe: Requests[S]['request']): Promise<number> {
    const last = this.counts.get(subject);
    if (last && Date.now() - last.at < countValidMs) return last.count;
    const count = this.requester.requestAll(subject, probe, { waitMs: probeMs }).then((replies) => replies.length);
    this.counts.set(subject, { at: Date.now(), count });
    return count;
  }
}
