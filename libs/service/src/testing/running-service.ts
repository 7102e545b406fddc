import { type GuardedProcess, startGuarded } from './guarded-process.js';
import { eventually } from '@toolyard/event-store/testing';

export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

/** One service as a process of its own, as in production. */
export interface RunningService {
  readonly url: string;
  readonly process: GuardedProcess;
  /** A call with the admin token. A string body is sent as it is, anything else as JSON; `token: null` sends none. */
  call<T = any>(
    method: string,
    path: string,
    body?: unknown,
    options?: { token?: string | null; headers?: Record<string, string> },
  ): Promise<Answer<T>>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const callTimeoutMs = 15_000;

export async function runService(main: string, name: string, env: Record<string, string>): Promise<RunningService> {
  const process_ = await startGuarded(process.execPath, ['--enable-source-maps', main], {
    env: { ...env, TOOLYARD_SERVICE: name },
  });
  try {
    const listening = await process_.line((line) => line.includes(`${name} is listening`));
    const url = `http://127.0.0.1:${(JSON.parse(listening) as { port: number }).port}`;
    const service: RunningService = {
      url,
      process: process_,
      call: async (method, path, body, options = {}) => {
        const token = options.token === undefined ? env['TOOLYARD_ADMIN_TOKEN'] : options.token;
        const response = await fetch(url + path, {
          method,
          headers: {
            ...(token ? { Authorization: `Bearer ${token}` } : {}),
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...options.headers,
          },
          body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
          signal: AbortSignal.timeout(callTimeoutMs),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: json(text), text };
      },
      stop: () => process_.stop(),
      kill: () => process_.kill(),
    };
    await eventually(async () => (await service.call('GET', '/health')).status === 200);
    return service;
  } catch (error) {
    await process_.kill();
    throw error;
  }
}

function json(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
