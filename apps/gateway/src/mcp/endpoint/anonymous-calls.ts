import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Route } from '@toolyard/contracts';
import { paramsOf, parseMessages, textOf } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import { RecordRoom } from '../recording/record-room.js';
import { drain } from './body.js';

/** Recorded calls of one server; further calls are rejected as well, but not recorded. */
const recordedPerMinute = 30;
const largestBodyBytes = 64 * 1024;

/**
 * Records tool calls that were rejected because their token is missing or invalid, so that an administrator sees
 * clients that lost their sign-in. Few calls and no arguments are recorded, so that anonymous requests cannot fill
 * the store.
 */
export class AnonymousCalls {
  readonly #room = new RecordRoom(recordedPerMinute);

  constructor(private readonly calls: Calls) {}

  /** Reads the rest of a request that has been answered with `message`. */
  record(req: IncomingMessage, route: Route, message: string): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (req.method === 'POST' && this.#room.has(route.serverId)) {
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= largestBodyBytes) chunks.push(chunk);
      });
      req.on('end', () => {
        if (bytes > largestBodyBytes) return;
        this.#recordAll(Buffer.concat(chunks).toString('utf8'), route, message, req.headers['user-agent']);
      });
    }
    drain(req);
  }

  #recordAll(text: string, route: Route, message: string, userAgent = ''): void {
    const { serverId, secretsVersion, deploymentId } = route;
    for (const each of parseMessages(text)?.messages ?? []) {
      if (each.method !== 'tools/call' || !this.#room.take(serverId)) continue;
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
        timeoutMs: null,
        mask: null,
        trace: undefined,
      });
      this.calls.end(call, { class: 'auth_required', error: message });
    }
  }
}
