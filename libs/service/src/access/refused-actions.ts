import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Actor, actorOf, type DataOf, Rejected, type RefusalsEvent } from '@toolyard/contracts';
import { originAddress, Requester } from '@toolyard/messaging';
import type { NextFunction, Request, Response } from 'express';
import { log } from '../observing/log.js';
import { Tally } from '../observing/tally.js';
import type { GuardedRequest, Refusal } from './guarded-request.js';
import { isSafeMethod } from './permission.js';

type Refusals = DataOf<RefusalsEvent, 'ActionsRefused'>[];
type Refused = Omit<Refusals[number], 'attempts' | 'at'>;

const gatherMs = 60_000;
/** Of one service in a minute; what exceeds it is counted together by account, and then over all accounts. */
const mostKept = 20;
const several: Actor = { kind: 'system', id: 'toolyard', name: 'Toolyard' };

/**
 * Puts what was refused to accounts into the audit log: changes, and reads that are for admins and auditors. `identity`
 * stores it, once a minute; no answer waits for it.
 */
@Injectable()
export class RefusedActions implements OnModuleDestroy {
  private readonly tally = new Tally<Refused>(mostKept);
  private unsent: Refusals = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly requester: Requester) {}

  /** Sees every answer, whether a guard, a handler or a raw route refuses. */
  readonly watch = (request: Request, response: Response, next: NextFunction): void => {
    const address = originAddress();
    response.on('finish', () => {
      const { principal, refusal, method, route } = request as GuardedRequest;
      if (response.statusCode !== 403 || !principal) return;
      const action = refusal?.action ?? `${method} ${(route as { path: string } | undefined)?.path ?? request.baseUrl}`;
      if (refusal?.action === undefined && isSafeMethod(method) && !isPrivileged(refusal)) return;
      this.note({ actor: actorOf(principal), action, reason: refusal?.reason ?? 'rule', address });
    });
    next();
  };

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.record();
  }

  /** Sends what was counted. What `identity` does not take is kept, and sent with the next refusal. */
  async record(): Promise<void> {
    this.timer = undefined;
    if (this.unsent.length === 0)
      this.unsent = this.tally.take().map(({ value, ...counted }) => ({ ...value, ...counted }));
    if (this.unsent.length === 0) return;
    try {
      await this.requester.request('identity.refusals.record', { refusals: this.unsent });
      this.unsent = [];
    } catch (error) {
      log.warn({ err: error, refusals: this.unsent.length }, 'refused actions are not in the audit log yet');
      // It may have been stored: an entry that is lost is better than one that says the double.
      if (error instanceof Rejected && error.code === 'timeout') this.unsent = [];
    }
  }

  private note(refused: Refused): void {
    const { actor } = refused;
    this.tally.add([refused, { actor, action: null, reason: null }, { actor: several, action: null, reason: null }]);
    this.timer ??= setTimeout(() => void this.record(), gatherMs).unref();
  }
}

const isPrivileged = (refusal: Refusal | undefined): boolean =>
  refusal !== undefined &&
  (refusal.audiences === undefined || refusal.audiences.every((each) => each === 'admin' || each === 'auditor'));
