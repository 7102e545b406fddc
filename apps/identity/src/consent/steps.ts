import { Injectable } from '@nestjs/common';
import { mcpScopes, type Server } from '@toolyard/contracts';
import { derivedKey } from '@toolyard/service';
import type { Request, Response } from 'express';
import { errors, type Provider } from 'oidc-provider';
import { ProtectedResources, withServerScopes } from '../authorizations/protected-resources.js';
import type { ConsentQuestion } from '../authorizations/remembered-consents.js';
import { redirectTarget, shownName } from '../clients/client.rules.js';
import type { Account } from '../domain/account.js';
import { IdentityConfig } from '../identity.config.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { csrfToken } from './form-body.js';
import type { ClientShown, Forms } from './pages.js';

/** One step between a client's request and the answer to it. */
export interface Step {
  provider: Provider;
  request: Request;
  response: Response;
  uid: string;
  clientId: string;
  redirectUri: string;
  /** Scopes of the server; other scopes are ignored. */
  scopes: string[];
  /** Of OpenID Connect. */
  openid: string[];
  /** The client asks for the consent page, even when the consent is remembered. */
  asksAgain: boolean;
  client: ClientShown;
  /** What the client asks for; undefined until it or the user has named one. */
  asked: { resource: string; server: Server } | undefined;
  account: Account | undefined;
  forms: Forms;
  /** Names the server in the client's place. */
  choose: (resource: string) => Promise<void>;
}

/** A step of which the server is clear. */
export type ServerStep = Step & { asked: NonNullable<Step['asked']> };

export const isClear = (step: Step): step is ServerStep => step.asked !== undefined;

export function questionOf({ clientId, asked, redirectUri, scopes }: ServerStep, account: Account): ConsentQuestion {
  return { userId: account.id, clientId, serverId: asked.server.id, redirectUri, scopes };
}

/** Reads what a request to the pages is about. */
@Injectable()
export class Steps {
  private readonly csrfKey: Buffer;

  constructor(
    private readonly sessions: LoginSessions,
    private readonly resources: ProtectedResources,
    config: IdentityConfig,
  ) {
    this.csrfKey = derivedKey(config.serviceKey, 'toolyard consent forms 1');
  }

  /** @throws errors.SessionNotFound for a step that is over, errors.InvalidClient, errors.InvalidTarget */
  async of(provider: Provider, request: Request, response: Response, uid: string): Promise<Step> {
    const details = await provider.interactionDetails(request, response);
    if (details.uid !== uid) throw new errors.SessionNotFound('this is another sign-in');
    const params = details.params as Record<string, string | string[]>;
    const clientId = String(params['client_id']);
    const client = await provider.Client.find(clientId);
    if (!client) throw new errors.InvalidClient('the client is no longer registered');
    const resource = [params['resource']].flat()[0];
    const cookie = this.sessions.tokenIn(request.headers.cookie);
    const scope = resource === undefined ? withServerScopes(params['scope'] as string | undefined) : params['scope'];
    const asked = String(scope ?? '').split(' ');
    const target = redirectTarget(String(params['redirect_uri']));
    const vouchedBy = client.clientIdMetadataDocument ? new URL(clientId).host : undefined;
    return {
      provider,
      request,
      response,
      uid,
      clientId,
      redirectUri: String(params['redirect_uri']),
      scopes: mcpScopes.filter((scope) => asked.includes(scope)),
      openid: ['openid', 'offline_access'].filter((scope) => asked.includes(scope)),
      asksAgain: String(params['prompt'] ?? '')
        .split(' ')
        .includes('consent'),
      client: { name: shownName(client.clientName, vouchedBy ?? target.host), target, vouchedBy },
      asked: resource === undefined ? undefined : { resource, server: await this.resources.server(resource) },
      account: cookie === undefined ? undefined : (await this.sessions.find(cookie))?.account,
      forms: { path: `/oauth/interaction/${uid}`, csrf: csrfToken(this.csrfKey, uid, cookie) },
      choose: async (chosen) => {
        details.params['resource'] = chosen;
        details.params['scope'] = scope;
        await details.save(details.exp - Math.floor(Date.now() / 1_000));
      },
    };
  }
}
