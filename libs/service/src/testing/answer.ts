import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Rejected, type Requests, type RequestSubject } from '@toolyard/contracts';

export interface Answering {
  /** Resolves when no request is answered any more. */
  stop(): Promise<void>;
}

/**
 * Answers a request between services in place of the service that owns it, in the wire form of Nest's NATS transport.
 * Resolves when the subscription is in force.
 * @param reply a `Rejected` that it throws is the answer as a service gives it, anything else is `internal`
 */
export async function answer<S extends RequestSubject>(
  connection: NatsConnection,
  subject: S,
  reply: (request: Requests[S]['request']) => Requests[S]['reply'] | Promise<Requests[S]['reply']>,
): Promise<Answering> {
  const subscription = connection.subscribe(subject, {
    callback: (error, message) => {
      if (error) return;
      const { id, data } = message.json<{ id: string; data: Requests[S]['request'] }>();
      void outcomeOf(() => reply(data)).then((outcome) =>
        message.respond(JSON.stringify({ id, ...outcome, isDisposed: true })),
      );
    },
  });
  await connection.flush();
  return {
    stop: async () => {
      subscription.unsubscribe();
      await connection.flush();
    },
  };
}

/** As `answer`, with a connection of its own to the NATS at this URL. */
export async function answerAt<S extends RequestSubject>(
  url: string,
  subject: S,
  reply: Parameters<typeof answer<S>>[2],
): Promise<Answering> {
  const connection = await connect({ servers: url });
  await answer(connection, subject, reply);
  return { stop: () => connection.close() };
}

async function outcomeOf(reply: () => unknown): Promise<{ response: unknown } | { err: unknown }> {
  try {
    return { response: await reply() };
  } catch (error) {
    const { message, details } = error as Rejected;
    return { err: { code: error instanceof Rejected ? error.code : 'internal', message, details } };
  }
}
