import { answerError } from '../exchange/error-answer.js';
import type { McpRequest, Posted } from '../exchange/request.js';
import { CallLimiter, hasCounts, type Excess } from '../limits/call-limiter.js';
import { isId, paramsOf, textOf, type Message } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import { RecordRoom } from '../recording/record-room.js';
import { record } from './denied-answer.js';

/** Recorded calls of one server; further calls are refused as well, but not recorded. */
const recordedPerMinute = 30;

/** Refuses POSTs whose tool calls are beyond a limit of their server. */
export class CallLimitGate {
  readonly #limiter = new CallLimiter();
  readonly #room = new RecordRoom(recordedPerMinute);

  constructor(private readonly calls: Calls) {}

  /** @returns whether the request was answered with 429 and goes no further */
  async refuses(request: McpRequest, posted: Posted): Promise<boolean> {
    const { limits, serverId } = request.route;
    if (!hasCounts(limits)) return false;
    const called = posted.parsed.messages.filter(({ method }) => method === 'tools/call');
    if (called.length === 0) return false;
    const { caller, remoteAddress } = request;
    const excess = await this.#limiter.take({
      serverId,
      limits,
      caller: caller.presented.kind === 'nothing' ? remoteAddress : caller.principal,
      key: caller.presented.kind === 'key' ? caller.presented.digest : null,
      tools: called.map((call) => textOf(paramsOf(call), 'name')),
    });
    if (!excess) return false;
    this.#answer(request, posted, called, excess);
    return true;
  }

  #answer(request: McpRequest, posted: Posted, called: Message[], excess: Excess): void {
    const { reply, route } = request;
    const message =
      `The limit of ${excess.callsPerMinute} calls a minute of ${excess.of} is reached. ` +
      `Nothing was passed on; try again in ${excess.retryAfterSeconds} s.`;
    const recorded = called.filter(() => this.#room.take(route.serverId));
    record(this.calls, request, posted, recorded, 'denied', message);
    const only = posted.parsed.batch ? null : called[0]!.id;
    this.calls.afterWritten(() =>
      answerError(reply.res, reply.origin, {
        code: 'too_many_requests',
        message,
        id: isId(only) ? only : null,
        headers: ['retry-after', String(excess.retryAfterSeconds)],
      }),
    );
  }
}
