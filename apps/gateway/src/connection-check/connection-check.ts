import { resourceOf, type Route } from '@toolyard/contracts';
import type { HttpRequest } from '@toolyard/mcp';
import { ask } from './check-http.js';
import { type Checked, steps } from './check-steps.js';
import { noResponse } from './check-verdicts.js';

/** A step that was made. */
export interface CheckStep {
  name: string;
  /** Which clients behave like this. */
  client: string;
  request: { method: string; url: string };
  status: number | null;
  ok: boolean;
  got: string;
  expected: string;
  repair?: string;
}

export interface CheckReport {
  url: string;
  ok: boolean;
  checkedAt: string;
  steps: CheckStep[];
}

/**
 * Makes the requests of the common MCP clients to the address that they are given. Nothing is changed but a client
 * registration, which expires.
 *
 * @param token a platform token of the user who asked, which may list tools but call none
 */
export async function checkConnection(
  publicUrl: string,
  route: Pick<Route, 'slug' | 'access'>,
  token: string,
  now = new Date(),
): Promise<CheckReport> {
  const checked: Checked = {
    base: publicUrl.replace(/\/$/, ''),
    slug: route.slug,
    url: resourceOf(publicUrl, route.slug),
    token,
    isPublic: route.access === 'public',
    got: new Map(),
  };
  const made: CheckStep[] = [];
  const endings: HttpRequest[] = [];
  for (const { step, clients, request, expected, expect, required } of steps) {
    const asked = request(checked);
    if (!asked) continue;
    const got = await ask(asked);
    checked.got.set(step, got);
    const verdict = got.status === null ? noResponse(asked.url, got) : expect(got, checked);
    made.push({
      name: step,
      client: clients,
      request: { method: asked.method, url: asked.url },
      status: got.status,
      ok: verdict.repair === undefined,
      expected: expected(checked),
      ...verdict,
    });
    const session = got.headers.get('mcp-session-id');
    if (session && !asked.headers?.['mcp-session-id'])
      endings.push({ method: 'DELETE', url: checked.url, headers: { ...asked.headers, 'mcp-session-id': session } });
    if (required && got.status === null) break;
  }
  for (const ending of endings) await ask(ending);
  return { url: checked.url, ok: made.every(({ ok }) => ok), checkedAt: now.toISOString(), steps: made };
}
