import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { QuotaUses } from '@toolyard/contracts';
import { AccountPlaces, FairQueue, type GuardedRequest, Quotas } from '@toolyard/service';
import type { Response } from 'express';
import { EMPTY, Observable } from 'rxjs';
import { querySeconds } from '../clickhouse/clickhouse.js';

/** Of all accounts together. An export holds its place as long as its client reads. */
const mostQueries = 32;

/**
 * Bounds what an account asks of the tables: a few requests are answered at once, further ones wait behind those of the
 * same account, and each query has a time limit. Streams of log lines are counted apart, because they stay open.
 */
@Injectable()
export class AccountQueries implements NestInterceptor {
  private readonly queue: FairQueue;
  private readonly streams: AccountPlaces;

  constructor(private readonly quotas: Quotas) {
    this.queue = new FairQueue(mostQueries, (accountId) => quotas.limits.of('queries_per_account', accountId));
    this.streams = new AccountPlaces(quotas.limits, 'log_streams_per_account');
  }

  /** @throws Rejected `quota_exceeded` */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const accountId = request.principal?.userId;
    if (accountId === undefined) return next.handle();
    const leave = followsLog(request) ? this.streams.take(accountId) : await this.enter(accountId, response);
    if (leave === null) return EMPTY;
    response.once('close', leave);
    if (response.destroyed) leave();
    const seconds = this.quotas.limits.of('query_seconds', accountId);
    return new Observable((subscriber) => querySeconds.run(seconds, () => next.handle().subscribe(subscriber)));
  }

  uses(accountId: string): QuotaUses {
    return {
      log_streams_per_account: this.streams.use(accountId),
      queries_per_account: this.queue.use(accountId),
      waiting_queries_per_account: this.queue.waitingOf(accountId),
    };
  }

  /** @returns null when the client is gone before it was its turn */
  private enter(accountId: string, response: Response): Promise<(() => void) | null> {
    const use = this.queue.waitingOf(accountId);
    this.quotas.limits.assert('waiting_queries_per_account', accountId, { use, requested: use + 1 });
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return this.queue.enter(accountId, gone.signal);
  }
}

const followsLog = ({ headers, path }: GuardedRequest): boolean =>
  path.endsWith('/logs') && (headers.accept?.includes('text/event-stream') ?? false);
