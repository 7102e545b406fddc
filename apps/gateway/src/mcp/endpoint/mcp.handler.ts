import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { TrustedProxies } from '../../front/trusted-proxies.js';
import type { CallerCredentials } from '../credentials/caller-credentials.js';
import type { ProtectedResources } from '../discovery/protected-resource.js';
import { answerPreflight, type Origins } from '../exchange/cors.js';
import { answerError } from '../exchange/error-answer.js';
import { clientHeaders } from '../exchange/headers.js';
import { Reply, type KeepAlive } from '../exchange/reply.js';
import type { McpRequest, Posted } from '../exchange/request.js';
import { DeleteJob, type DeleteJobContext } from '../forwarding/delete.job.js';
import { GetJob, type GetJobContext } from '../forwarding/get.job.js';
import { PostJob, type PostJobContext } from '../forwarding/post.job.js';
import { SseJob, type SseJobContext } from '../forwarding/sse.job.js';
import { withQuery, type McpAddress } from '../mcp-address.js';
import { initializeOf, isModern } from '../protocol/era.js';
import type { Access, Admission, Caller, Refusal } from '../rights/access.js';
import { denialOf } from '../rights/tool-gate.js';
import { sseSessionId, type McpSession } from '../sessions/mcp-session.js';
import type { McpSessions } from '../sessions/mcp-sessions.js';
import type { RequestTrace } from '../tracing/request-trace.js';
import type { Tracing } from '../tracing/tracing.js';
import type { RouteTable } from '../upstreams/route-table.js';
import { AnonymousCalls } from './anonymous-calls.js';
import { drain } from './body.js';
import { CallLimitGate } from './call-limits.js';
import { contradictsBody } from './claimed-headers.js';
import { answerCredentialProblem } from './credential-answers.js';
import { answerDenial, noTool } from './denied-answer.js';
import {
  answerFailure,
  reject,
  rejectKept,
  rejectMethod,
  rejectMismatch,
  refusalAnswer,
  rejectSession,
  whyClosed,
} from './rejections.js';
import { readMessages, type BodyLimits } from './request-body.js';
import { logRequest } from './request-log.js';
import { beginTrace } from './traced-request.js';

/** How long a call waits for the first live deployment of its server. */
const firstRouteMs = 2_000;

/** What the endpoints use themselves; each job gets its own context. */
interface McpHandlerOptions {
  origins: Origins;
  proxies: TrustedProxies;
  routes: RouteTable;
  access: Access;
  resources: ProtectedResources;
  /** Null: no server has credentials of its users. */
  credentials: CallerCredentials | null;
  sessions: McpSessions;
  keepAlive: KeepAlive;
  limits: BodyLimits;
  post: PostJobContext;
  get: GetJobContext;
  delete: DeleteJobContext;
  sse: SseJobContext;
  tracing: Tracing | undefined;
}

/**
 * The MCP endpoints, from the first header to the job that forwards the request. The order of the steps is the
 * specification.
 */
export class McpHandler {
  readonly #anonymousCalls: AnonymousCalls;
  readonly #callLimits: CallLimitGate;

  constructor(private readonly options: McpHandlerOptions) {
    this.#anonymousCalls = new AnonymousCalls(options.post.calls);
    this.#callLimits = new CallLimitGate(options.post.calls);
  }

  handle(req: IncomingMessage, res: ServerResponse, address: McpAddress): void {
    if (req.method === 'OPTIONS') return answerPreflight(req, res);
    const { origin } = req.headers;
    if (!this.options.origins.allows(origin)) {
      return reject(req, res, undefined, {
        code: 'forbidden',
        message: 'Web pages of this origin may not call the server. An administrator can allow the origin.',
      });
    }
    const route = this.options.routes.get(address.slug);
    if (!route)
      return reject(req, res, origin, {
        code: 'not_found',
        message: `There is no server "${address.slug.slice(0, 100)}" here.`,
      });
    const trace = this.options.tracing && req.method === 'POST' ? this.options.tracing.arrived() : undefined;
    const admission = this.options.access.admit(route, req.rawHeaders);
    if (!(admission instanceof Promise)) return this.#admitted(req, res, address, route, admission, trace);
    admission
      .then((later) => this.#admitted(req, res, address, route, later, trace))
      .catch((error: unknown) => answerFailure(res, origin, error, randomUUID()));
  }

  #admitted(
    req: IncomingMessage,
    res: ServerResponse,
    address: McpAddress,
    route: Route,
    admission: Admission,
    trace: RequestTrace | undefined,
  ): void {
    const { origin } = req.headers;
    if ('refusal' in admission) return this.#notAdmitted(req, res, address, route, admission.refusal);
    const open = (current: Route) => this.#open(req, res, { address, route: current, caller: admission.caller, trace });
    if (route.status !== 'never_deployed') return open(route);
    // Right after the first promotion a client may be faster than the route.
    this.options.routes
      .changed(route.slug, firstRouteMs)
      .then(() => open(this.options.routes.get(route.slug) ?? route))
      .catch((error: unknown) => answerFailure(res, origin, error, randomUUID()));
  }

  #open(
    req: IncomingMessage,
    res: ServerResponse,
    { address, route, caller, trace }: Pick<McpRequest, 'address' | 'route' | 'caller' | 'trace'>,
  ): void {
    const { origin } = req.headers;
    const closed = whyClosed(route);
    if (closed) return reject(req, res, origin, closed);
    trace?.lap('authentication');
    const request: McpRequest = {
      route,
      address,
      caller,
      serverHeaders: clientHeaders(req.rawHeaders, route.headers),
      mask: null,
      reply: new Reply(res, origin, this.options.keepAlive),
      rawHeaders: req.rawHeaders,
      remoteAddress: this.options.proxies.clientOf(req),
      // Not the client's own id: clients do not name requests in the logs of the platform.
      correlationId: randomUUID(),
      trace,
    };
    if (log.isLevelEnabled('debug')) logRequest(req, request);
    this.#dispatch(req, request).catch((error: unknown) => answerFailure(res, origin, error, request.correlationId));
  }

  #notAdmitted(req: IncomingMessage, res: ServerResponse, address: McpAddress, route: Route, refusal: Refusal): void {
    const challenge = this.options.resources.challenge(refusal, route, address);
    answerError(res, req.headers.origin, refusalAnswer(refusal, challenge));
    if (refusal.kind === 'unauthenticated' || refusal.kind === 'invalid')
      this.#anonymousCalls.record(req, route, refusal.message);
    else drain(req);
  }

  async #dispatch(req: IncomingMessage, request: McpRequest): Promise<void> {
    const { address, caller, route, reply } = request;
    const oldTransportOnly = route.endpoint?.transport === 'sse';
    // A DELETE needs no right to a tool, and the rights to a POST depend on its body.
    if (req.method === 'GET' && !caller.rights.usable)
      return reject(req, reply.res, reply.origin, { code: 'forbidden', message: noTool });
    if (address.endpoint === 'sse' && req.method === 'GET' && address.inner === '')
      return this.#openSse(request, withQuery(oldTransportOnly ? route.endpoint!.path : '/sse', address.query));
    if (address.endpoint === 'sse') return this.#postSse(req, request);
    if (oldTransportOnly && req.method === 'GET')
      return this.#openSse(request, withQuery(route.endpoint!.path, address.query));
    if (oldTransportOnly)
      return rejectMethod(
        req,
        request,
        'GET',
        `This server speaks the old HTTP+SSE transport only: open a stream at /s/${route.slug}/sse.`,
      );
    switch (req.method) {
      case 'POST':
        return this.#post(req, request);
      case 'GET':
      case 'DELETE':
        return this.#getOrDelete(req, request, req.method);
      default:
        return rejectMethod(req, request, 'GET, POST, DELETE', 'An MCP endpoint answers POST, GET and DELETE.');
    }
  }

  async #getOrDelete(req: IncomingMessage, request: McpRequest, method: 'GET' | 'DELETE'): Promise<void> {
    const session = await this.#session(req, request, isModern(versionOf(req), null));
    if (session === 'unknown') return;
    const prepared = await this.#prepare(request, session, null);
    if (!prepared) return;
    if (method === 'GET') new GetJob(this.options.get, prepared.request, session).start();
    else new DeleteJob(this.options.delete, prepared.request, session).start();
  }

  async #post(req: IncomingMessage, request: McpRequest): Promise<void> {
    const read = await readMessages(req, request, this.options.limits);
    if (!read) return;
    const modern = isModern(versionOf(req), read.parsed);
    // With `initialize` a client asks for a new session, whatever id it still sends.
    const session = initializeOf(read.parsed) ? null : await this.#session(req, request, modern);
    if (session !== 'unknown') await this.#forward(req, request, { ...read, modern, session });
  }

  /** Checks the caller's rights again, because the body may have taken long to arrive. */
  async #forward(req: IncomingMessage, admitted: McpRequest, posted: Posted): Promise<void> {
    if (admitted.trace) beginTrace(admitted.trace, req, admitted, posted);
    const route = this.options.routes.get(admitted.route.slug) ?? admitted.route;
    const admission = this.options.access.recheck(route, admitted.caller);
    if ('refusal' in admission)
      return this.#notAdmitted(req, admitted.reply.res, admitted.address, route, admission.refusal);
    const request = withCaller(admitted, admission.caller);
    const denial = denialOf(posted.parsed, posted.body, request.caller);
    request.trace?.lap('rights');
    if (denial) return answerDenial(this.options.post.calls, this.options.resources, request, posted, denial);
    const { session, parsed, modern } = posted;
    if (contradictsBody(req.headers, parsed)) return rejectMismatch(req, request, parsed);
    const { principal } = request.caller;
    const counted = modern ? [] : parsed.messages;
    const refusal = counted
      .map((message) => this.options.sessions.refusalOf(session, principal, message))
      .find(Boolean);
    if (refusal) return rejectKept(req, request, parsed, refusal);
    if (await this.#callLimits.refuses(request, posted)) return;
    const prepared = await this.#prepare(request, session, posted);
    if (!prepared) return;
    const { body } = prepared;
    const changed = body && body !== posted.body ? { ...posted, body } : posted;
    new PostJob(this.options.post, prepared.request, changed).start();
  }

  /** Adds the caller's credentials. @returns null when the request has been answered instead */
  async #prepare(
    request: McpRequest,
    session: McpSession | null,
    posted: Posted | null,
  ): Promise<{ request: McpRequest; body: Buffer | null } | null> {
    const { credentials } = this.options;
    if (!credentials) return kept(request, session, null);
    const prepared = await credentials.prepare(request.route, request.caller, posted);
    request.trace?.lap('credential');
    if ('problem' in prepared) {
      answerCredentialProblem(this.options.post.calls, request, posted, prepared.problem);
      return null;
    }
    const { headers, mask, body } = prepared;
    if (mask) request.trace?.learned({ mask });
    if (headers.length === 0 && !mask) return kept(request, session, body);
    return kept({ ...request, serverHeaders: [...request.serverHeaders, ...headers], mask }, session, body);
  }

  async #openSse(request: McpRequest, path: string): Promise<void> {
    const prepared = await this.#prepare(request, null, null);
    if (prepared) new SseJob(this.options.sse, prepared.request, path).start();
  }

  async #postSse(req: IncomingMessage, request: McpRequest): Promise<void> {
    const { slug, inner } = request.address;
    if (req.method !== 'POST' || inner === '')
      return rejectMethod(
        req,
        request,
        inner === '' ? 'GET' : 'POST',
        'Open the stream with GET; it says where to POST messages.',
      );
    const session = await this.options.sessions.find(
      sseSessionId(slug, inner),
      request.route,
      request.caller.principal,
    );
    if (!session) return rejectSession(req, request);
    const read = await readMessages(req, request, this.options.limits);
    if (read) await this.#forward(req, request, { ...read, modern: false, session });
  }

  /** Only the legacy era has sessions; the session id of a modern request is ignored. */
  async #session(req: IncomingMessage, request: McpRequest, modern: boolean): Promise<McpSession | null | 'unknown'> {
    const id = req.headers['mcp-session-id'];
    if (modern || typeof id !== 'string') return null;
    const session = await this.options.sessions.find(id, request.route, request.caller.principal);
    if (session?.record.kind === 'http') return session;
    rejectSession(req, request);
    return 'unknown';
  }
}

/** The session uses the headers of its latest request for messages of the gateway's own. */
function kept(request: McpRequest, session: McpSession | null, body: Buffer | null) {
  session?.useServerHeaders(request.serverHeaders);
  return { request, body };
}

const withCaller = (request: McpRequest, caller: Caller): McpRequest =>
  request.caller === caller ? request : { ...request, caller };

function versionOf(req: IncomingMessage): string | undefined {
  const version = req.headers['mcp-protocol-version'];
  return typeof version === 'string' ? version : undefined;
}
