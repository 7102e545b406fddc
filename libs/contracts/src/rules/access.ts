/**
 * Who may do what. `Role` is a person's place in the organisation, `Right` bounds what an API key may do of it, and
 * permission groups decide which tools may be called. Everything here is data and functions of data, so that the
 * gateway, the services and the dashboard agree.
 */

import type { QuotaSetting } from '../quotas/limits.js';

/** What an account may be; see `Role`. */
export const roles = ['admin', 'developer', 'auditor', 'member'] as const;
/**
 * admin: everything. developer: own servers. auditor: reads everything, payloads of others' calls too. member: calls
 * tools, sees own calls.
 */
export type Role = (typeof roles)[number];

/** What an API key may carry; see `Right`. */
export const rights = ['call', 'read', 'write', 'deploy', 'scim'] as const;
/**
 * call: MCP endpoints. read, write: the REST API. deploy: git pushes and deployments. scim: provisioning of accounts
 * and groups. A signed-in user has all of them.
 */
export type Right = (typeof rights)[number];

/** Whether these rights suffice. Keys that provision accounts were made with `write` before `scim` was there. */
export const includesRight = (held: readonly Right[], right: Right): boolean =>
  held.includes(right) || (right === 'scim' && held.includes('write'));

/** What a group allows on servers that it has no rule for. */
export type DefaultAccess = 'all' | 'none';

/** Which tools of a server a group may call. `only` refuses tools that appear later, `except` allows them. */
export type Rule = { access: DefaultAccess } | { access: 'only' | 'except'; tools: string[] };

/** What one permission group allows: its rule for a server, else its default. */
export interface GroupRules {
  defaultAccess: DefaultAccess;
  servers: Record<string, Rule>;
}

/** Servers of which at least one tool may be called; `servers` lists those that differ from `default`. */
export interface UsableServers {
  default: boolean;
  servers: Record<string, boolean>;
}

/** Whether a rule allows a tool of its server. */
export function ruleAllows(rule: Rule, tool: string): boolean {
  switch (rule.access) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'only':
      return rule.tools.includes(tool);
    case 'except':
      return !rule.tools.includes(tool);
    default:
      return rule satisfies never;
  }
}

const ruleFor = (group: GroupRules, serverId: string): Rule =>
  Object.hasOwn(group.servers, serverId) ? group.servers[serverId]! : { access: group.defaultAccess };

const isUsable = (rule: Rule): boolean =>
  rule.access !== 'none' && !(rule.access === 'only' && rule.tools.length === 0);

/** The least restrictive of a caller's groups wins. */
export function groupsAllow(groups: readonly GroupRules[], serverId: string, tool: string): boolean {
  return groups.some((group) => ruleAllows(ruleFor(group, serverId), tool));
}

/** The servers on which at least one group allows at least one tool. */
export function usableServers(groups: readonly GroupRules[]): UsableServers {
  const byDefault = groups.some((group) => group.defaultAccess === 'all');
  const named = new Set(groups.flatMap((group) => Object.keys(group.servers)));
  const entries = [...named].map(
    (serverId) => [serverId, groups.some((group) => isUsable(ruleFor(group, serverId)))] as const,
  );
  return { default: byDefault, servers: Object.fromEntries(entries.filter(([, usable]) => usable !== byDefault)) };
}

/** Who a request acts for, as `identity` resolved it. */
export interface Principal {
  kind: 'user' | 'apikey';
  via: 'session' | 'apikey';
  /** Id of the API key, or of the user. */
  id: string;
  /** The account that it acts for: a user's or a service account's id. */
  userId: string;
  name: string;
  role: Role;
  rights: Right[];
  /** Servers that an API key is limited to. */
  servers: 'all' | string[];
  usable: UsableServers;
  /** The user of this session has a second factor and did not use it lately: a dangerous action asks for it first. */
  stepUp?: 'needed';
}

/** Whether the principal may call any tool of the server, and so see that it exists. */
export function mayUse({ role, servers, usable }: Principal, serverId: string): boolean {
  if (servers !== 'all' && !servers.includes(serverId)) return false;
  return role === 'admin' || (Object.hasOwn(usable.servers, serverId) ? usable.servers[serverId]! : usable.default);
}

/** The account that a change is ascribed to: the user, or the user behind the API key. */
export const accountOf = (actor: { id: string; userId?: string }): string => actor.userId ?? actor.id;

/** Value of key `user.<id>` in the `access` bucket: people and service accounts. */
export interface AccessUser {
  id: string;
  name: string;
  role: Role;
  active: boolean;
  groupIds: string[];
  /** ISO 8601; access tokens issued before are refused. */
  tokensNotBefore: string | null;
}

/** Value of key `group.<id>` in the `access` bucket. */
export interface AccessGroup extends GroupRules {
  id: string;
}

/** Value of key `key.<SHA-256 of the token, hexadecimal>` in the `access` bucket. */
export interface AccessKey {
  id: string;
  name: string;
  userId: string;
  rights: Right[];
  servers: 'all' | string[];
  /** ISO 8601; null: never. */
  expiresAt: string | null;
}

/** Value of key `grant.<id>` in the `access` bucket: a connection of a client that was revoked. */
export interface AccessGrant {
  /** ISO 8601. */
  revokedAt: string;
}

/** Value of key `jwks` in the `access` bucket: public keys (RFC 7517) that access tokens are signed with. */
/** `quotas`: what admins set. */
export interface AccessQuotas {
  settings: QuotaSetting[];
}

export interface AccessJwks {
  keys: Record<string, unknown>[];
}

/** Scopes of access tokens for MCP endpoints: `mcp` lets a client connect and list, `mcp:call` call tools. */
export const mcpScopes = ['mcp', 'mcp:call'] as const;

/** Audience of a server's access tokens (RFC 8707): the address of its MCP endpoint, however the client spelt it. */
export function resourceOf(publicUrl: string, slug: string): string {
  return `${publicUrl.replace(/\/$/, '')}/s/${slug}/mcp`;
}

/**
 * Origin of a server that has a host of its own, below `TOOLYARD_SERVER_DOMAIN`: scheme as in the public URL, port too
 * unless the domain has one.
 */
export function serverOrigin(publicUrl: string, serverDomain: string, slug: string): string {
  const { protocol, port } = new URL(publicUrl);
  return `${protocol}//${slug}.${serverDomain}${serverDomain.includes(':') || !port ? '' : `:${port}`}`;
}

/**
 * Slug of the server that a client names as the resource of its token. Clients name the address that they connect to:
 * the MCP endpoint, the door of the old transport, or either on the server's own host. Null for anything else; whether
 * the server exists is not said.
 */
export function slugOfResource(resource: string, publicUrl: string, serverDomain?: string): string | null {
  const base = publicUrl.replace(/\/$/, '');
  const path = resource.startsWith(`${base}/s/`)
    ? /^([a-z0-9-]+)\/(?:mcp|sse)\/?$/.exec(resource.slice(base.length + 3))
    : null;
  if (path) return path[1]!;
  if (!serverDomain) return null;
  const slug = /^https?:\/\/([a-z0-9-]+)\./.exec(resource)?.[1];
  if (slug === undefined) return null;
  const rest = resource.slice(serverOrigin(publicUrl, serverDomain, slug).length);
  return resource.startsWith(serverOrigin(publicUrl, serverDomain, slug)) && /^\/(mcp|sse)\/?$/.test(rest)
    ? slug
    : null;
}
