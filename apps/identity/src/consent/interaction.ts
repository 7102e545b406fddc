import { Injectable } from '@nestjs/common';
import {
  actorOfUser,
  type ErrorCode,
  errorStatus,
  mayUse,
  Rejected,
  resourceOf,
  type Server,
} from '@toolyard/contracts';
import { log, ownsServer } from '@toolyard/service';
import type { Request, Response } from 'express';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import type { Account } from '../domain/account.js';
import { sessionPrincipal } from '../domain/session-principal.js';
import { DirectoryService } from '../directory/directory.service.js';
import { IdentityConfig } from '../identity.config.js';
import { OidcClient } from '../sign-in/oidc-client.js';
import { type SecondStep, SignInService } from '../sign-in/sign-in.service.js';
import { Clients } from '../clients/clients.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import { RememberedConsents } from '../authorizations/remembered-consents.js';
import { codePage } from './code-page.js';
import { isCsrfToken, isForeign, readForm } from './form-body.js';
import { isClear, questionOf, type ServerStep, type Step, Steps } from './steps.js';
import { refreshTokenSeconds } from '../oauth-state/lifetimes.js';
import { consentPage, errorPage, noRightPage, pageHeaders, returningPage, serverPage, signInPage } from './pages.js';
import { ProtectedResources } from '../authorizations/protected-resources.js';

/** The sign-in and consent pages between a client's authorization request and the answer to it. */
@Injectable()
export class Interaction {
  constructor(
    private readonly config: IdentityConfig,
    private readonly directory: DirectoryService,
    private readonly steps: Steps,
    private readonly signIn: SignInService,
    private readonly outside: OidcClient,
    private readonly clients: Clients,
    private readonly resources: ProtectedResources,
    private readonly consents: RememberedConsents,
    private readonly authorizations: AuthorizationsService,
  ) {}

  async show(provider: Provider, request: Request, response: Response, uid: string): Promise<void> {
    await this.guarded(response, async () => {
      const step = await this.steps.of(provider, request, response, uid);
      if (!step.account) return this.askWho(step);
      if (!isClear(step)) return this.askWhich(step, step.account);
      return this.askConsent(step, step.account);
    });
  }

  async act(provider: Provider, request: Request, response: Response, uid: string, action: string): Promise<void> {
    await this.guarded(response, async () => {
      const fields = await readForm(request);
      const step = await this.steps.of(provider, request, response, uid);
      if (
        !fields ||
        isForeign(request.headers, this.config.publicUrl) ||
        !isCsrfToken(fields.get('csrf'), step.forms.csrf)
      ) {
        return answer(response, 403, errorPage.render({ code: 'forbidden' }));
      }
      if (action === 'sign-in') return this.enter(step, fields.get('email') ?? '', fields.get('password') ?? '');
      if (action === 'code') return this.verify(step, fields.get('ticket') ?? '', fields.get('code') ?? '');
      if (action === 'sign-out') return this.leave(step);
      if (action === 'deny')
        return this.finish(step, { error: 'access_denied', error_description: 'The user did not allow it.' });
      if (action === 'choose') return this.take(step, fields.get('server') ?? '');
      if (!step.account || !isClear(step) || !mayConnect(this.directory, step.account, step.asked.server))
        return response.redirect(303, step.forms.path);
      await this.consents.remember(questionOf(step, step.account));
      return this.allow(step, step.account);
    });
  }

  private async askConsent(step: ServerStep, account: Account): Promise<void> {
    const { response, client, scopes, forms } = step;
    const { server } = step.asked;
    if (!mayConnect(this.directory, account, server))
      return answer(response, 403, noRightPage(forms, { client, serverName: server.name, person: account.name }));
    if (!step.asksAgain && (await this.consents.isGiven(questionOf(step, account)))) return this.allow(step, account);
    const address = resourceOf(this.config.publicUrl, server.slug);
    const shown = { client, server: { name: server.name, address }, scopes, person: account.name };
    answer(response, 200, consentPage(forms, shown));
  }

  /** The only server that the client can mean, or a page that asks. */
  private async askWhich(step: Step, account: Account): Promise<void> {
    const servers = await this.choices(account);
    const [only] = servers;
    if (only && servers.length === 1) return this.take(step, only.slug);
    answer(step.response, 200, serverPage(step.forms, { client: step.client, person: account.name, servers }));
  }

  private async choices(account: Account): Promise<Server[]> {
    const { servers } = await this.resources.all();
    return servers.filter((server) => mayConnect(this.directory, account, server));
  }

  private async take({ asked, account, response, forms, choose }: Step, slug: string): Promise<void> {
    const chosen = account && !asked ? (await this.choices(account)).find((each) => each.slug === slug) : undefined;
    if (chosen) await choose(resourceOf(this.config.publicUrl, chosen.slug));
    response.redirect(303, forms.path);
  }

  private askWho(
    { response, forms, client, asked }: Step,
    again: { problem?: string; email?: string; status?: number } = {},
  ): void {
    const { name } = this.outside;
    const outside =
      name === null ? undefined : { name, url: `/api/v1/sign-in/oidc?returnTo=${encodeURIComponent(forms.path)}` };
    answer(
      response,
      again.status ?? 200,
      signInPage(forms, {
        client,
        serverName: asked?.server.name,
        outside,
        problem: again.problem,
        email: again.email,
      }),
    );
  }

  private async enter(step: Step, email: string, password: string): Promise<void> {
    try {
      const account = await this.signIn.authenticate(email, password, step.request);
      await this.signIn.admit(account, 'password', step);
      step.response.redirect(303, step.forms.path);
    } catch (error) {
      const refusal = refusalOf(step.response, error);
      const second = refusal.code === 'second_factor_needed' ? (refusal.details as SecondStep) : undefined;
      if (second?.missing === 'code') return this.askCode(step, { ticket: second.ticket });
      const problem = second ? `${refusal.message} Open the dashboard for that, then come back.` : refusal.message;
      this.askWho(step, { problem, email, status: errorStatus[refusal.code] });
    }
  }

  private async verify(step: Step, ticket: string, code: string): Promise<void> {
    try {
      await this.signIn.verify(ticket, { code }, step);
      step.response.redirect(303, step.forms.path);
    } catch (error) {
      const refusal = refusalOf(step.response, error);
      const again = { problem: refusal.message, status: errorStatus[refusal.code] };
      if (refusal.code === 'sign_in_failed') return this.askWho(step, again);
      this.askCode(step, { ticket, ...again });
    }
  }

  private askCode(
    { response, forms, client }: Step,
    { status = 200, ...shown }: { ticket: string; problem?: string; status?: number },
  ): void {
    answer(response, status, codePage(forms, { client, ...shown }));
  }

  private async leave(step: Step): Promise<void> {
    await this.signIn.leave(step);
    step.response.redirect(303, step.forms.path);
  }

  private async allow(step: ServerStep, account: Account): Promise<void> {
    const { clientId, scopes, openid, client } = step;
    const { resource, server } = step.asked;
    const grant = await this.grant(step, account);
    grant.addResourceScope(resource, scopes.join(' '));
    if (openid.length > 0) grant.addOIDCScope(openid.join(' '));
    const grantId = await grant.save();
    await this.clients.keep(clientId);
    const facts = {
      connectionId: grantId,
      userId: account.id,
      clientId,
      clientName: client.name,
      clientHost: client.vouchedBy ?? client.target.host,
      serverId: server.id,
      resource,
      scopes: (grant.resources?.[resource] ?? '').split(' '),
    };
    await this.authorizations.connected(facts, actorOfUser(account));
    log.info({ clientId, userId: account.id, serverId: server.id }, 'a client was allowed');
    return this.finish(step, { login: { accountId: account.id }, consent: { grantId } });
  }

  /**
   * A client that registered is one installation: what it was granted before grows. A metadata document is shared by
   * all installations, each of which gets a grant that can be ended alone.
   */
  private async grant(
    { provider, clientId, asked: { resource } }: ServerStep,
    account: Account,
  ): Promise<InstanceType<Provider['Grant']>> {
    const existing = (await this.clients.isRegistered(clientId))
      ? this.authorizations.existing(account.id, clientId, resource)
      : undefined;
    const grant = existing && (await provider.Grant.find(existing.id));
    if (!grant) return new provider.Grant({ accountId: account.id, clientId });
    grant.exp = Math.floor(Date.now() / 1_000) + refreshTokenSeconds;
    return grant;
  }

  private async finish({ provider, request, response, client }: Step, result: InteractionResults): Promise<void> {
    const url = await provider.interactionResult(request, response, result, { mergeWithLastSubmission: false });
    const path = new URL(url).pathname;
    // Not a redirect: see `pageHeaders`. Clients without a browser read the same address from the header.
    response.setHeader('Refresh', `0; url=${path}`);
    answer(response, 200, returningPage(path, client.name, 'consent' in result));
  }

  private async guarded(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (response.headersSent) throw error;
      if (error instanceof errors.SessionNotFound)
        return answer(response, 400, errorPage.render({ code: 'session_expired' }));
      if (error instanceof errors.OIDCProviderError && error.expose)
        return answer(
          response,
          error.statusCode,
          errorPage.render({ code: error.error, description: error.error_description }),
        );
      log.error({ err: error }, 'a page of the authorization server failed');
      answer(response, 500, errorPage.render({ code: 'server_error' }));
    }
  }
}

const expected = new Set<ErrorCode>([
  'sign_in_failed',
  'second_factor_needed',
  'second_factor_failed',
  'too_many_requests',
]);

/** What a page says about a refused sign-in. @throws the error when it is another one */
function refusalOf(response: Response, error: unknown): Rejected {
  if (!(error instanceof Rejected) || !expected.has(error.code)) throw error;
  const { retryAfterSeconds } = (error.details ?? {}) as { retryAfterSeconds?: number };
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  return error;
}

function answer(response: Response, status: number, body: string): void {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
  response.status(status).end(body);
}

/**
 * As the gateway decides it: an admin, the developer whose server it is, or a member of a group that may call at least
 * one tool.
 */
function mayConnect(directory: DirectoryService, account: Account, server: Server): boolean {
  const principal = sessionPrincipal(account, directory.view.usableBy(account));
  return server.access === 'public' || ownsServer(principal, server) || mayUse(principal, server.id);
}
