import type { components, paths } from '@toolyard/contracts/api';
import createClient from 'openapi-fetch';
import { Failure } from '../failure.js';
import type { Login } from '../login/login-file.js';

export type Server = components['schemas']['ServerDto'];
export type Deployment = components['schemas']['DeploymentDto'];
export type LogLine = components['schemas']['LogLineDto'];

const timeoutMs = 30_000;

/** The API of one platform, asked with one key. */
export class Platform {
  readonly api;

  /** @param signal ends every request */
  constructor(
    readonly login: Login,
    readonly signal: AbortSignal,
  ) {
    this.api = createClient<paths>({
      baseUrl: login.url,
      fetch: (request: Request) => this.send(request, AbortSignal.timeout(timeoutMs)),
      headers: { accept: 'application/json', authorization: `Bearer ${login.token}` },
    });
  }

  get url(): string {
    return this.login.url;
  }

  /** The body of an answer. @throws Failure with the code and the sentence of the API, `no_answer`, `foreign_answer` */
  async body<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
    const { data } = await this.done(call);
    if (typeof data === 'object' && data !== null) return data;
    throw foreignAnswer(this.url);
  }

  /** The answer to a request that can have no body. @throws Failure as `body` does */
  async done<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw foreignAnswer(this.url, error);
    }
  }

  /** The server with this slug, or with this id. @throws Failure `not_found` */
  async server(name: string): Promise<Server> {
    const { items } = await this.body(this.api.GET('/api/v1/servers', { params: { query: { slug: name } } }));
    const found = items.find(({ slug }) => slug === name);
    if (found) return found;
    try {
      return await this.body(this.api.GET('/api/v1/servers/{id}', { params: { path: { id: name } } }));
    } catch (error) {
      if (!(error instanceof Failure) || !['not_found', 'invalid_request'].includes(error.code)) throw error;
      throw new Failure(
        'not_found',
        `There is no server "${name}" that you may see. \`yard list\` shows the servers and their names.`,
      );
    }
  }

  /** Starts to read a stream of events; it has no time limit once it began. */
  async stream(path: string, lastEventId?: number): Promise<Response> {
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${this.login.token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    };
    const begun = new AbortController();
    const timer = setTimeout(() => begun.abort(), timeoutMs);
    try {
      return await this.send(new Request(new URL(path, this.url), { headers }), begun.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A redirect is not followed: the key is for this address. */
  private async send(request: Request, limit: AbortSignal): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(request, { redirect: 'manual', signal: AbortSignal.any([this.signal, limit]) });
    } catch (error) {
      throw new Failure(
        'no_answer',
        `${this.url} does not answer. Check the address and whether the platform runs, then try again.`,
        undefined,
        { cause: error },
      );
    }
    if (answer.ok) return answer;
    throw refusal(this.url, answer.status, await answer.json().catch(() => null));
  }
}

const foreignAnswer = (url: string, cause?: unknown): Failure =>
  new Failure('foreign_answer', `What answers at ${url} is not Toolyard. Check the address.`, undefined, { cause });

function refusal(url: string, status: number, body: unknown): Failure {
  const { code, message, details } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (code === 'unauthenticated')
    return new Failure(
      code,
      `${url} does not accept the API key: it is wrong, expired or revoked. Run \`yard login\` with another one.`,
    );
  if (typeof code === 'string' && typeof message === 'string') return new Failure(code, message, details);
  if (status >= 300 && status < 400)
    return new Failure('redirected', `${url} sends requests to another address. Log in with that address.`);
  if (status >= 500) return new Failure('unavailable', `${url} answered with HTTP ${status}. Try again in a moment.`);
  return foreignAnswer(url);
}
