import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Rejected, type Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { Admission, Refusal } from '../rights/access.js';
import { answer, rpcCodes } from './error-answer.js';
import { drain, readBody, saysUtf8 } from './body.js';
import { answerPreflight } from './cors.js';
import { DeleteJob } from '../forwarding/delete.job.js';
import { answerDenial, noTool } from '../rights/denied-answer.js';
import { isModern } from '../protocol/era.js';
import { denialOf } from '../rights/tool-gate.js';
import { GetJob } from '../forwarding/get.job.js';
import { parseMessages, type Parsed } from '../protocol/jsonrpc.js';
import type { McpAddress } from '../mcp-address.js';
import type { McpParts, McpRequest } from './request.js';
import { PostJob, type Posted } from '../forwarding/post.job.js';
import { Reply } from './reply.js';
import { sseSessionId, type Session } from '../sessions/session-store.js';
import { SseJob } from '../forwarding/sse.job.js';
import { Strangers } from '../rights/anonymous-calls.js';

/**
 * The MCP endpoints, from the first header to the job that forwards the request. The order of the steps is the
 * specification.
 */
export class McpHandler {
  readonly #strangers: Strangers;

  constructor(
    private readonly parts: McpParts,
    /** Path of the public URL, put before paths that clients are told. */
    private readonly publicPath: string,
  ) {
    this.#strangers = new Strangers(parts.calls);
  }

  handle(req: IncomingMessage, res: ServerResponse, address: McpAddress): void {
    if (req.method === 'OPTIONS') return answerPreflight(req, res);
    const { origin } = req.headers;
    if (!this.parts.origins.allows(origin)) {
      return refuse(req, res, undefined, {
        code: 'forbidden',
        message: 'Web pages of this origin may not call the server. An administrator can allow the origin.',
      });
    }
    const route = this.parts.routes.get(address.slug);
    if (!route)
      return refuse(req, res, origin, {
        code: 'not_found',
        message: `There is no server "${address.slug.slice(0, 100)}" here.`,
      });
    const admission = this.parts.access.admit(route, req.rawHeaders);
    if (!(admission instanceof Promise)) return this.#admitted(req, res, address, route, admission);
    admission
      .then((later) => this.#admitted(req, res, address, route, later))
      .catch((error: unknown) => unavailable(res, origin, error, randomUUID()));
  }

  #admitted(req: IncomingMessage, res: ServerResponse, address: McpAddress, route: Route, admission: Admission): void {
    const { origin } = req.headers;
    if ('refusal' in admission) return this.#turnAway(req, res, address, route, admission.refusal);
    const closed = whyClosed(route);
    if (closed) return refuse(req, res, origin, closed);
    const request: McpRequest = {
      route,
      address,
      caller: admission.caller,
      credentials: none,
      reply: new Reply(res, origin, this.parts.keepAlive),
      rawHeaders: req.rawHeaders,
      remoteAddress: this.parts.proxies.clientOf(req),
      // A client does not name requests in our logs.
      correlationId: randomUUID(),
    };
    if (log.isLevelEnabled('debug')) logRequest(req, request);
    this.#dispatch(req, request, address).catch((error: unknown) =>
      unavailable(res, origin, error, request.correlationId),
    );
  }

  #turnAway(req: IncomingMessage, res: ServerResponse, address: McpAddress, route: Route, refusal: Refusal): void {
    const challenge = this.parts.resources.challenge(refusal, route, address);
    const headers = challenge
      ? ['www-authenticate', challenge]
      : refusal.kind === 'unknown'
        ? ['retry-after', '2']
        : [];
    answer(res, req.headers.origin, { code: refusals[refusal.kind], message: refusal.message, headers });
    if (refusal.kind === 'unauthenticated' || refusal.kind === 'invalid')
      this.#strangers.note(req, route, refusal.message);
    else drain(req);
  }

  async #dispatch(req: IncomingMessage, request: McpRequest, address: McpAddress): Promise<void> {
    const old = request.route.endpoint?.transport === 'sse';
    // A session can always be ended, and a POST is judged by its body.
    if (req.method === 'GET' && !request.caller.rights.usable)
      return refuse(req, request.reply.res, request.reply.origin, { code: 'forbidden', message: noTool });
    if (address.door === 'sse' && req.method === 'GET' && address.inner === '')
      return this.#oldStream(request, old ? request.route.endpoint!.path : '/sse');
    if (address.door === 'sse') return this.#oldMessage(req, request, address);
    if (old && req.method === 'GET') return this.#oldStream(request, request.route.endpoint!.path);
    if (old)
      return notAllowed(
        req,
        request,
        'GET',
        `This server speaks the old HTTP+SSE transport only: open a stream at /s/${request.route.slug}/sse.`,
      );
    switch (req.method) {
      case 'POST':
        return this.#post(req, request);
      case 'GET':
      case 'DELETE': {
        const session = await this.#session(req, request, isModern(versionOf(req), null));
        if (session === 'unknown' || !(await this.#prepare(request, session))) return;
        const Job = req.method === 'GET' ? GetJob : DeleteJob;
        return new Job(this.parts, request, session).start();
      }
      default:
        return notAllowed(req, request, 'GET, POST, DELETE', 'An MCP endpoint answers POST, GET and DELETE.');
    }
  }

  async #post(req: IncomingMessage, request: McpRequest): Promise<void> {
    const body = await this.#body(req, request);
    if (!body) return;
    const parsed = this.#parse(body, request);
    if (!parsed) return;
    const modern = isModern(versionOf(req), parsed);
    const session = await this.#session(req, request, modern);
    if (session !== 'unknown') await this.#pass(req, request, { body, parsed, modern, session });
  }

  /** Rights are those of this moment: the body may have taken its time. */
  async #pass(req: IncomingMessage, request: McpRequest, posted: Posted): Promise<void> {
    const route = this.parts.routes.get(request.route.slug) ?? request.route;
    const admission = this.parts.access.again(route, request.caller);
    if ('refusal' in admission)
      return this.#turnAway(req, request.reply.res, request.address, route, admission.refusal);
    request.caller = admission.caller;
    const denial = denialOf(posted.parsed, posted.body, request.caller);
    if (denial) return answerDenial(this.parts, request, posted, denial);
    if (await this.#prepare(request, posted.session, posted)) new PostJob(this.parts, request, posted).start();
  }

  /** @returns false when the request has been answered in the server's place. */
  async #prepare(request: McpRequest, session: Session | null, posted: Posted | null = null): Promise<boolean> {
    if (!this.parts.credentials) return true;
    const headers = await this.parts.credentials.headersFor(this.parts, request, posted);
    if (!headers) return false;
    request.credentials = headers;
    if (session) session.credentials = headers;
    return true;
  }

  async #oldStream(request: McpRequest, path: string): Promise<void> {
    if (await this.#prepare(request, null)) new SseJob(this.parts, request, path, this.publicPath).start();
  }

  async #oldMessage(req: IncomingMessage, request: McpRequest, address: McpAddress): Promise<void> {
    if (req.method !== 'POST' || address.inner === '')
      return notAllowed(
        req,
        request,
        address.inner === '' ? 'GET' : 'POST',
        'Open the stream with GET; it says where to POST messages.',
      );
    const session = await this.parts.sessions.find(
      sseSessionId(address.slug, address.inner),
      request.route,
      request.caller.principal,
    );
    if (!session) return unknownSession(req, request);
    const body = await this.#body(req, request);
    const parsed = body && this.#parse(body, request);
    if (parsed) await this.#pass(req, request, { body, parsed, modern: false, session });
  }

  /** What the gateway cannot read is not passed on: a server that reads it differently would do what nobody saw. */
  #parse(body: Buffer, { reply }: McpRequest): Parsed | null {
    const parsed = isUtf8(body) ? parseMessages(body.toString('utf8')) : null;
    if (!parsed) {
      const message = 'The request body is not a JSON-RPC message in UTF-8 JSON. Nothing was passed on.';
      answer(reply.res, reply.origin, { code: 'malformed_json', message, rpcCode: rpcCodes.parseError });
    }
    return parsed;
  }

  async #body(req: IncomingMessage, request: McpRequest): Promise<Buffer | null> {
    const { bodyBytes, bodyTimeoutMs } = this.parts.limits;
    const encoding = req.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      refuse(req, request.reply.res, request.reply.origin, {
        code: 'invalid_request',
        status: 415,
        message: 'The request body is compressed, which the gateway does not read. Send it as it is.',
      });
      return null;
    }
    if (!saysUtf8(req.rawHeaders)) {
      refuse(req, request.reply.res, request.reply.origin, {
        code: 'invalid_request',
        status: 415,
        message:
          'The request body has another charset than UTF-8, which is the only one of JSON. Nothing was passed on.',
      });
      return null;
    }
    const body = await readBody(req, bodyBytes, bodyTimeoutMs);
    if (typeof body !== 'string') return body;
    const { reply } = request;
    if (body === 'too_large') {
      const message = `The request body is larger than ${bodyBytes / (1 << 20)} MiB, the most that the gateway takes. Nothing was passed on.`;
      // Without `Connection: close`: the connection would end while the client still sends, and a reset takes the
      // answer along.
      answer(reply.res, reply.origin, { code: 'payload_too_large', message, rpcCode: rpcCodes.invalidRequest });
    }
    if (body === 'too_slow')
      answer(reply.res, reply.origin, {
        code: 'timeout',
        status: 408,
        message: 'The request body did not arrive in time.',
        headers: ['connection', 'close'],
      });
    return null;
  }

  /** Sessions are of the legacy era only; a modern request that carries an id is not asked about it. */
  async #session(req: IncomingMessage, request: McpRequest, modern: boolean): Promise<Session | null | 'unknown'> {
    const id = req.headers['mcp-session-id'];
    if (modern || typeof id !== 'string') return null;
    const session = await this.parts.sessions.find(id, request.route, request.caller.principal);
    if (session?.record.kind === 'http') return session;
    unknownSession(req, request);
    return 'unknown';
  }
}

const none: readonly string[] = [];
const refusals = {
  unauthenticated: 'unauthenticated',
  invalid: 'unauthenticated',
  scope: 'forbidden',
  forbidden: 'forbidden',
  twice: 'invalid_request',
  unknown: 'unavailable',
} as const;

function unavailable(res: ServerResponse, origin: string | undefined, error: unknown, correlationId: string): void {
  if (!(error instanceof Rejected)) log.error({ err: error, correlationId }, 'an MCP request failed');
  answer(res, origin, {
    code: 'unavailable',
    message:
      error instanceof Rejected
        ? error.message
        : `The gateway could not handle the request. Try again in a moment; its log has the reason under correlation id ${correlationId}.`,
    headers: ['retry-after', '2'],
  });
}

function whyClosed(route: Route): Parameters<typeof answer>[2] | null {
  if (route.status === 'disabled') {
    return {
      code: 'server_disabled',
      status: 503,
      message: `The server "${route.name}" is disabled. It answers again once somebody enables it.`,
    };
  }
  if (route.status === 'never_deployed' || !route.endpoint) {
    return {
      code: 'unavailable',
      message: `The server "${route.name}" has no live deployment yet. Push to its repository's main branch, or start a deployment.`,
      headers: ['retry-after', '10'],
    };
  }
  return null;
}

/** Exactly 404: a good client then initialises again (Streamable HTTP, session management). */
function unknownSession(req: IncomingMessage, { reply }: McpRequest): void {
  refuse(req, reply.res, reply.origin, {
    code: 'not_found',
    message: 'Session not found. Initialize again.',
    rpcCode: rpcCodes.sessionNotFound,
  });
}

function notAllowed(req: IncomingMessage, { reply }: McpRequest, allow: string, message: string): void {
  refuse(req, reply.res, reply.origin, { code: 'method_not_allowed', message, headers: ['allow', allow] });
}

/** Answers at once; a body that is still coming is thrown away, so that the client gets to read the answer. */
function refuse(req: IncomingMessage, ...rest: Parameters<typeof answer>): void {
  drain(req);
  answer(...rest);
}

function logRequest(req: IncomingMessage, { reply, route, correlationId }: McpRequest): void {
  const started = performance.now();
  reply.res.on('close', () => {
    log.debug(
      {
        correlationId,
        server: route.serverId,
        method: req.method,
        path: req.url,
        status: reply.res.statusCode,
        ms: Math.round(performance.now() - started),
      },
      'MCP request',
    );
  });
}

function versionOf(req: IncomingMessage): string | undefined {
  const version = req.headers['mcp-protocol-version'];
  return typeof version === 'string' ? version : undefined;
}
