import { ClientNats, NatsRecordBuilder } from '@nestjs/microservices';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import {
  type ErrorBody,
  errorStatus,
  Rejected,
  type Requests,
  type RequestSubject,
  requestTimeoutMs,
} from '@toolyard/contracts';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { correlationId, originAddress } from './correlation.js';
import { type NatsLogin, natsOptions } from './nats-login.js';

/** How long to wait for an answer; `requestTimeoutMs` by default. */
export interface RequestOptions {
  timeoutMs?: number;
}

/**
 * Typed requests to other services, over Nest's NATS transport. A refusal of the other side is thrown as the same
 * `Rejected`.
 */
export class Requester {
  private readonly client: ClientNats;

  constructor(
    options: NatsLogin & { name: string },
    private readonly connection: NatsConnection,
  ) {
    this.client = new ClientNats({
      ...natsOptions(options),
      name: `${options.name} requests`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
    });
  }

  async request<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    options: RequestOptions = {},
  ): Promise<Requests[S]['reply']> {
    const head = headers();
    head.set('correlation-id', correlationId());
    const address = originAddress();
    if (address !== undefined) head.set('origin-address', address);
    const record = new NatsRecordBuilder(payload).setHeaders(head).build();
    try {
      return await firstValueFrom(
        this.client.send<Requests[S]['reply']>(subject, record).pipe(timeout(options.timeoutMs ?? requestTimeoutMs)),
      );
    } catch (error) {
      throw asRejected(error, subject);
    }
  }

  /**
   * Asks every replica that listens and returns the answers that came in time.
   * @param options.count the number of replicas to wait for; when absent, waits until 60 ms after an answer bring no
   * other one
   */
  async requestAll<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    options: { waitMs: number; count?: number },
  ): Promise<Requests[S]['reply'][]> {
    const replies: Requests[S]['reply'][] = [];
    // The envelope is the one of Nest's transport, which itself knows no request with several answers.
    const envelope = JSON.stringify({ id: correlationId(), pattern: subject, data: payload });
    try {
      const { waitMs: maxWait, count } = options;
      const answers = await this.connection.requestMany(
        subject,
        envelope,
        count === undefined
          ? { strategy: 'stall', stall: 60, maxWait }
          : { strategy: 'count', maxMessages: count, maxWait },
      );
      for await (const answer of answers) {
        if (answer instanceof Error || answer.headers?.code === 503) continue;
        const packet = answer.json<{ response?: Requests[S]['reply']; err?: unknown }>();
        if (packet.response !== undefined) replies.push(packet.response);
      }
    } catch {
      // Nothing listens or NATS cannot be reached: no answers.
    }
    return replies;
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

function isErrorBody(error: unknown): error is ErrorBody {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code in errorStatus &&
    'message' in error
  );
}

function asRejected(error: unknown, subject: string): Error {
  if (isErrorBody(error)) return new Rejected(error.code, error.message, error.details, { cause: error });
  const service = subject.split('.')[0];
  if (error instanceof TimeoutError) {
    return new Rejected(
      'timeout',
      `The ${service} service did not answer in time. Nothing is known to have changed; try again in a moment.`,
      undefined,
      { cause: error },
    );
  }
  return new Rejected(
    'unavailable',
    `The ${service} service cannot be reached right now. Try again in a moment.`,
    undefined,
    { cause: error },
  );
}
