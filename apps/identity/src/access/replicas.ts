import { Injectable } from '@nestjs/common';
import type { Requests } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';

type ReachSubject = 'gateway.access.reach' | 'identity.views.reach';

/** How long a command waits; who misses it by then, learns of the change when they can. */
export const patienceMs = 2_000;
/** How long a replica may take to say that it is there. */
const roundMs = 500;
/** For how long it is known who is there; many changes in a row ask once. */
const rememberMs = 250;

/** Waits until a change is known to every replica of a service. */
@Injectable()
export class Everywhere {
  private readonly rounds = new Map<ReachSubject, { at: number; count: Promise<number> }>();

  constructor(private readonly requester: Requester) {}

  /** @param nothing what everybody has reached already: whoever answers it is there, and is then waited for */
  async reach<S extends ReachSubject>(
    subject: S,
    nothing: Requests[S]['request'],
    payload: Requests[S]['request'],
  ): Promise<void> {
    const count = await this.count(subject, nothing);
    if (count > 0) await this.requester.requestAll(subject, payload, { waitMs: patienceMs, count });
  }

  private count<S extends ReachSubject>(subject: S, nothing: Requests[S]['request']): Promise<number> {
    const known = this.rounds.get(subject);
    if (known && Date.now() - known.at < rememberMs) return known.count;
    const count = this.requester.requestAll(subject, nothing, { waitMs: roundMs }).then((replies) => replies.length);
    this.rounds.set(subject, { at: Date.now(), count });
    return count;
  }
}
