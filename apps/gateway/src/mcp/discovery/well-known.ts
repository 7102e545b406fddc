import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError, sendJson } from '../../front/json-answer.js';
import type { ProtectedResources } from './protected-resource.js';
import type { RouteTable } from '../upstreams/route-table.js';

/** The resource that a well-known address names. `any`: it names no server. */
type RequestedResource = { slug: string; endpoint: 'mcp' | 'sse' } | 'any';

/**
 * Parses the forms in which clients ask for protected-resource metadata. RFC 9728 puts the resource's path behind the
 * well-known name; clients also remove the last segment, append the name to the path as OpenID Connect does, or ask at
 * the root.
 * @returns null for another path
 */
export function requestedResource(path: string): RequestedResource | null {
  const clean = path.replace(/\/$/, '');
  const name = '/.well-known/oauth-protected-resource';
  if (clean === name) return 'any';
  const rest = clean.startsWith(`${name}/`)
    ? clean.slice(name.length)
    : clean.endsWith(name)
      ? clean.slice(0, -name.length)
      : null;
  const found = rest === null ? null : /^\/s\/([^/]+)(?:\/(mcp|sse))?$/.exec(rest);
  return found ? { slug: found[1]!, endpoint: (found[2] as 'sse' | undefined) ?? 'mcp' } : null;
}

/** Parses the same on a server's own host, where every form means that server. */
export function requestedOnOwnHost(slug: string, path: string): RequestedResource | null {
  const clean = path.replace(/\/$/, '');
  const name = '/.well-known/oauth-protected-resource';
  const endpoint =
    clean === name
      ? 'mcp'
      : /^\/(mcp|sse)$/.exec(
          clean.startsWith(`${name}/`)
            ? clean.slice(name.length)
            : clean.endsWith(name)
              ? clean.slice(0, -name.length)
              : '',
        )?.[1];
  return endpoint ? { slug, endpoint: endpoint as 'mcp' | 'sse' } : requestedResource(path);
}

/**
 * Answers protected-resource metadata (RFC 9728). Other well-known addresses answer 404 in JSON, because clients accept
 * HTML as a document.
 */
export class WellKnown {
  constructor(
    private readonly routes: RouteTable,
    private readonly resources: ProtectedResources,
  ) {}

  answer(req: IncomingMessage, res: ServerResponse, requested: RequestedResource | null, ownHost = false): void {
    req.resume();
    res.setHeader('access-control-allow-origin', '*');
    if (req.method === 'OPTIONS') {
      const headers = req.headers['access-control-request-headers'];
      res.writeHead(204, {
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '600',
        ...(headers ? { 'access-control-allow-headers': headers } : {}),
      });
      return void res.end();
    }
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return sendError(res, 'method_not_allowed', 'Metadata is read with GET.');
    const document = requested && this.#document(requested, ownHost);
    if (!document)
      return sendError(
        res,
        'not_found',
        'There is no such document. A server that needs no sign-in has no metadata either.',
      );
    sendJson(res, 200, document, { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' });
  }

  #document(requested: RequestedResource, ownHost: boolean): object | null {
    if (requested !== 'any') {
      const route = this.routes.get(requested.slug);
      return route && route.access !== 'public'
        ? this.resources.metadata(route, { endpoint: requested.endpoint, ownHost })
        : null;
    }
    const candidates = [...this.routes.all()].filter(({ access }) => access !== 'public');
    // With several servers, naming one would sign people in to the wrong one.
    return candidates.length === 1
      ? this.resources.metadata(candidates[0]!, { endpoint: 'mcp', ownHost: false })
      : this.resources.generic();
  }
}
