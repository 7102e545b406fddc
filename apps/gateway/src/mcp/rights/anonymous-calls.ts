import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { drain } from '../endpoint/body.js';
import type { Calls } from '../recording/calls.js';
import { parseMessages, paramsOf, textOf } from '../protocol/jsonrpc.js';

/**
 * Tool calls of nobody in particular that are recorded for one server in a minute. The rest is refused all the same.
 */
const perMinute = 30;
const largestBody = 64 * 1024;

/**
 * Notes that tool calls were refused for want of a token, so that an administrator sees a client that lost its sign-in.
 * Whoever has no token must not be able to fill the store: few are noted, without their arguments.
 */
export class Strangers {
  readonly #noted = new Map<string, { minute: number; count: number }>();

  constructor(private readonly calls: Calls) {}

  /** To be called once the request has been answered; reads what is left of it. */
  note(req: IncomingMessage, route: Route, message: string): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (req.method === 'POST' && this.#room(route.serverId)) {
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= largestBody) chunks.push(chunk);
      });
      req.on(
        'end',
        () =>
          bytes <= largestBody &&
          this.#read(Buffer.concat(chunks).toString('utf8'), route, message, req.headers['user-agent']),
      );
    }
    drain(req);
  }

  #read(text: string, route: Route, message: string, userAgent = ''): void {
    const { serverId, secretsVersion, deploymentId } = route;
    for (const each of parseMessages(text)?.messages ?? []) {
      if (each.method !== 'tools/call' || !this.#take(serverId)) continue;
      const tool = textOf(paramsOf(each), 'name').slice(0, 128);
      const user = { id: 'anonymous', name: 'anonymous' };
      const client = { name: userAgent.slice(0, 200), version: '' };
      const call = this.calls.begin([], '', {
        serverId,
        secretsVersion,
        deploymentId,
        tool,
        user,
        client,
        input: '',
        correlationId: randomUUID(),
        requestState: '',
      });
      this.calls.end(call, { class: 'auth_required', error: message });
    }
  }

  #room(serverId: string): boolean {
    const noted = this.#noted.get(serverId);
    return !noted || noted.minute !== thisMinute() || noted.count < perMinute;
  }

  #take(serverId: string): boolean {
    const noted = this.#noted.get(serverId);
    if (!noted || noted.minute !== thisMinute()) {
      this.#noted.set(serverId, { minute: thisMinute(), count: 1 });
      return true;
    }
    noted.count += 1;
    return noted.count <= perMinute;
  }
}

const thisMinute = (): number => Math.floor(Date.now() / 60_000);
