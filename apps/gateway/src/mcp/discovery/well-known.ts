import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from '../../front/json-answer.js';
import type { ProtectedResources } from './protected-resource.js';
import type { RouteTable } from '../upstreams/route-table.js';

/** What a well-known address asks for. `any`: the client did not say which server it means. */
export type Wanted = { slug: string; door: 'mcp' | 'sse' } | 'any';

/**
 * The forms in which clients ask for protected-resource metadata. RFC 9728 puts the resource's path behind the
 * well-known name; clients also strip the last segment, append the name to the path as OpenID Connect does, or ask at
 * the root. Null for what is none of them.
 */
export function wantedResource(path: string): Wanted | null {
  const clean = path.replace(/\/$/, '');
  const name = '/.well-known/oauth-protected-resource';
  if (clean === name) return 'any';
  const rest = clean.startsWith(`${name}/`)
    ? clean.slice(name.length)
    : clean.endsWith(name)
      ? clean.slice(0, -name.length)
      : null;
  const found = rest === null ? null : /^\/s\/([^/]+)(?:\/(mcp|sse))?$/.exec(rest);
  return found ? { slug: found[1]!, door: (found[2] as 'sse' | undefined) ?? 'mcp' } : null;
}

/** The same on a server's own host, where every form means that server. */
export function wantedOnOwnHost(slug: string, path: string): Wanted | null {
  const clean = path.replace(/\/$/, '');
  const name = '/.well-known/oauth-protected-resource';
  const door =
    clean === name
      ? 'mcp'
      : /^\/(mcp|sse)$/.exec(
          clean.startsWith(`${name}/`)
            ? clean.slice(name.length)
            : clean.endsWith(name)
              ? clean.slice(0, -name.length)
              : '',
        )?.[1];
  return door ? { slug, door: door as 'mcp' | 'sse' } : wantedResource(path);
}

/**
 * Protected-resource metadata (RFC 9728). Everything else that is well known and not ours is a 404 in JSON: clients
 * take HTML for an answer.
 */
export class WellKnown {
  constructor(
    private readonly routes: RouteTable,
    private readonly resources: ProtectedResources,
  ) {}

  answer(req: IncomingMessage, res: ServerResponse, wanted: Wanted | null, ownHost = false): void {
    req.resume();
    res.setHeader('access-control-allow-origin', '*');
    if (req.method === 'OPTIONS') {
      const asked = req.headers['access-control-request-headers'];
      res.writeHead(204, {
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '600',
        ...(asked ? { 'access-control-allow-headers': asked } : {}),
      });
      return void res.end();
    }
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return sendError(res, 'method_not_allowed', 'Metadata is read with GET.');
    const document = wanted && this.#document(wanted, ownHost);
    if (!document)
      return sendError(
        res,
        'not_found',
        'There is no such document. A server that needs no sign-in has no metadata either.',
      );
    const body = Buffer.from(JSON.stringify(document));
    res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
      'cache-control': 'public, max-age=60',
    });
    res.end(req.method === 'HEAD' ? undefined : body);
  }

  #document(wanted: Wanted, ownHost: boolean): object | null {
    if (wanted !== 'any') {
      const route = this.routes.get(wanted.slug);
      return route && route.access !== 'public' ? this.resources.metadata(route, { door: wanted.door, ownHost }) : null;
    }
    const candidates = [...this.routes.all()].filter(({ access }) => access !== 'public');
    // With one server there is nothing to confuse; with several, naming one would sign people in to the wrong one.
    return candidates.length === 1
      ? this.resources.metadata(candidates[0]!, { door: 'mcp', ownHost: false })
      : this.resources.generic();
  }
}
