import { Rejected } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import {
  type AccessToken,
  type Adapter,
  type ClientCredentials,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
  type RefreshToken,
} from 'oidc-provider';
import type { Account } from '../domain/account.js';
import { type ClientMetadata, clientProblem, shownName, tidied } from '../clients/client.rules.js';
import type { Clients } from '../clients/clients.js';
import type { Grants } from '../authorizations/grants.js';
import { generations, type Keyring } from './keyring.js';
import {
  accessTokenSeconds,
  codeSeconds,
  interactionSeconds,
  refreshTokenSeconds,
  renewSeconds,
} from '../oauth-state/lifetimes.js';
import type { Outbound } from '../clients/outbound.js';
import { errorPage } from '../consent/pages.js';
import type { ProtectedResources } from '../authorizations/protected-resources.js';

export const routes = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revoke',
  jwks: '/oauth/jwks',
  end_session: '/oauth/session/end',
} as const;

export const cookieNames = {
  session: 'toolyard_oauth',
  interaction: 'toolyard_oauth_step',
  resume: 'toolyard_oauth_resume',
} as const;

type Refusal = Error & { error?: string; error_description?: string; error_detail?: string };

export interface ProviderDependencies {
  issuer: string;
  adapter: (model: string) => Adapter;
  clients: Clients;
  grants: Grants;
  resources: ProtectedResources;
  outbound: Outbound;
  account: (id: string) => Account | undefined;
  /** @throws Rejected `too_many_requests` */
  mayFetch: () => Promise<void>;
}

/**
 * The authorization server for one state of the keyring; everything that lasts is behind the adapter, so a new one
 * takes over at any time.
 */
export function createProvider(dependencies: ProviderDependencies, keyring: Keyring): Provider {
  const provider = new Provider(dependencies.issuer, configuration(dependencies, keyring));
  // The gateway in front is the only way in, and says what the client used.
  provider.proxy = true;
  const client = provider.Client.prototype as unknown as {
    compareClientSecret: (this: { clientId: string }, secret: string) => boolean;
  };
  const compare = client.compareClientSecret;
  client.compareClientSecret = function compareByDigest(secret) {
    return dependencies.clients.isKey(this.clientId)
      ? dependencies.clients.secretMatches(this.clientId, secret)
      : compare.call(this, secret);
  };
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the authorization server failed'));
  const refused = (ctx: KoaContextWithOIDC, error: Refusal): void => {
    const { error: code, error_description: description, error_detail: detail, cause } = error;
    log.info(
      {
        code,
        description,
        detail,
        err: cause,
        clientId: ctx.oidc?.client?.clientId,
        path: ctx.path,
      },
      'an OAuth request was refused',
    );
  };
  provider.on('authorization.error', refused);
  provider.on('grant.error', refused);
  provider.on('registration_create.error', refused);
  provider.on('revocation.error', refused);
  return provider;
}

function configuration(dependencies: ProviderDependencies, keyring: Keyring): Configuration {
  const { clients, grants, resources, outbound } = dependencies;
  const secure = dependencies.issuer.startsWith('https:');
  return {
    adapter: dependencies.adapter,
    jwks: { keys: generations(keyring).map(({ privateKey }) => privateKey) },
    cookies: {
      names: { ...cookieNames },
      keys: generations(keyring).map(({ cookieSecret }) => cookieSecret),
      long: { httpOnly: true, sameSite: 'lax', secure, path: '/oauth' },
      short: { httpOnly: true, sameSite: 'lax', secure },
    },
    routes,
    scopes: ['openid', 'offline_access', 'mcp', 'mcp:call'],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    conformIdTokenClaims: true,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      clientCredentials: { enabled: true },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      clientIdMetadataDocument: {
        enabled: true,
        ack: 'draft-02',
        allowFetch: () => dependencies.mayFetch().then(() => true, refusedFetch),
        allowClient: () => true,
        cacheDuration: { min: 60, max: 3_600 },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => {
          if (oneOf?.length === 1) return oneOf[0]!;
          // Clients of before RFC 8707 name no server: the user chooses it after signing in (interaction.ts).
          if (oneOf === undefined && ctx.oidc.route === 'authorization') return undefined as unknown as string;
          throw new errors.InvalidTarget('name the server as the resource, exactly one (RFC 8707)');
        },
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => resources.describe(ctx, resource, keyring.current.kid),
      },
    },
    // RFC 7591, section 2: what a client may be is decided here, for registrations and metadata documents alike.
    extraClientMetadata: {
      properties: ['software_id'],
      validator: (_ctx, _key, _value, metadata) => judge(metadata as ClientMetadata, clients),
    },
    clientBasedCORS: () => true,
    fetch: (url, options) => outbound.fetch(url, options),
    fetchResponseBodyLimits: { 'client_id metadata document': 10_240, jwks_uri: 65_536, sector_identifier_uri: 10_240 },
    findAccount: (_ctx, sub, token) => {
      const account = dependencies.account(sub);
      if (!account?.active || isOutdated(token, account)) return undefined;
      return { accountId: sub, claims: () => ({ sub, name: account.name }) };
    },
    expiresWithSession: () => false,
    issueRefreshToken: async (ctx, client, code) => {
      if (code.grantId) await grants.used(code.grantId);
      return client.grantTypeAllowed('refresh_token') && ctx.oidc.params?.['grant_type'] === 'authorization_code';
    },
    rotateRefreshToken: async (ctx) => {
      const { Grant: grant, Client: client, RefreshToken: token } = ctx.oidc.entities;
      // Before the token is used up: what fails from here on would cost the connection when the client tries again.
      await resources.describe(ctx, grantedResource(ctx, token), keyring.current.kid);
      if (grant) await grants.used(grant.jti);
      if (grant && client && grant.exp! - Date.now() / 1_000 < renewSeconds) {
        grant.exp = Math.floor(Date.now() / 1_000) + refreshTokenSeconds;
        await grant.save();
        await clients.keep(client.clientId);
      }
      return true;
    },
    revokeGrantPolicy: () => true,
    interactions: { url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}`, policy: everyTime() },
    formats: {
      customizers: {
        jwt: (ctx, token, jwt) => {
          customize(token as AccessToken | ClientCredentials, jwt.payload, clients);
          // A slug can have another server later; the id never does.
          jwt.payload['server_id'] = resources.serverIdOf(ctx, String(jwt.payload['aud']));
        },
      },
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? accessTokenSeconds,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? accessTokenSeconds,
      AuthorizationCode: codeSeconds,
      Grant: refreshTokenSeconds,
      IdToken: accessTokenSeconds,
      Interaction: interactionSeconds,
      RefreshToken: refreshTokenSeconds,
      Session: interactionSeconds,
    },
    discovery: { service_documentation: undefined },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      for (const [name, value] of Object.entries(errorPage.headers)) ctx.set(name, value);
      ctx.body = errorPage.render({ code: out.error, description: out.error_description });
    },
  };
}

function grantedResource(ctx: KoaContextWithOIDC, token: RefreshToken | undefined): string {
  const asked = ctx.oidc.params?.['resource'] ?? token?.resource;
  const [resource, ...others] = [asked].flat();
  if (others.length > 0 || typeof resource !== 'string' || !token?.resourceIndicators.has(resource))
    throw new errors.InvalidTarget('the refresh token is for another resource');
  return resource;
}

/**
 * Sign-in and consent are one step of ours, which decides what needs to be asked (interaction.ts); nothing is taken
 * from an earlier one.
 */
function everyTime(): interactionPolicy.Prompt[] {
  const { Check, Prompt } = interactionPolicy;
  const login = new Check('sign_in', 'a sign-in is needed', 'login_required', (ctx) => !ctx.oidc.result?.login);
  const consent = new Check('consent', 'a consent is needed', 'consent_required', (ctx) => !ctx.oidc.result?.consent);
  return [
    new Prompt({ name: 'login', requestable: true }, login),
    new Prompt({ name: 'consent', requestable: true }, consent),
  ];
}

function judge(metadata: ClientMetadata, clients: Clients): void {
  if (typeof metadata.client_id === 'string' && clients.isKey(metadata.client_id)) return;
  const problem = clientProblem(metadata);
  if (problem) throw new errors.InvalidClientMetadata(problem);
  const tidy = tidied(metadata);
  for (const field of Object.keys(metadata)) if (!(field in tidy)) delete metadata[field];
  Object.assign(metadata, tidy);
}

/** Signed out everywhere since it was issued. */
function isOutdated(token: unknown, { tokensNotBefore }: Account): boolean {
  const { iat, iiat } = (token ?? {}) as { iat?: number; iiat?: number };
  const issued = iiat ?? iat;
  return tokensNotBefore !== null && issued !== undefined && issued * 1_000 < Date.parse(tokensNotBefore);
}

/** Whose token it is, and under which grant; revoking an API key or a connection ends its tokens by this claim. */
function customize(token: AccessToken | ClientCredentials, payload: Record<string, unknown>, clients: Clients): void {
  if (token.kind === 'ClientCredentials') {
    const key = clients.usableKey(token.clientId!);
    if (!key) throw new errors.InvalidClient('the API key is not valid any more');
    payload['sub'] = key.userId;
    payload['gid'] = key.id;
  } else {
    payload['gid'] = (token as AccessToken).grantId;
  }
  payload['client_name'] = shownName(token.client?.clientName, token.clientId ?? '');
}

function refusedFetch(error: unknown): never {
  if (error instanceof Rejected)
    throw new errors.TemporarilyUnavailable('too many metadata documents were asked for, try again in a minute');
  throw error;
}
