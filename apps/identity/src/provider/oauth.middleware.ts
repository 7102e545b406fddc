import type { IncomingMessage } from 'node:http';
import { Rejected } from '@toolyard/contracts';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { IdentityConfig } from '../identity.config.js';
import { Interaction } from '../consent/interaction.js';
import { OAuthRateLimits } from '../clients/oauth-rate-limits.js';
import { OAuthServer } from './oauth-server.js';
import { errorPage } from '../consent/pages.js';
import { cookieNames, routes } from './provider.js';

const discovery = /^(\/\.well-known\/(?:oauth-authorization-server|openid-configuration))(?:\/.*)?$/;
const interaction = /^\/oauth\/interaction\/([\w-]+)(?:\/(sign-in|code|sign-out|choose|allow|deny))?$/;
const own = new Set<string>([routes.authorization, routes.token, routes.registration, routes.revocation, routes.jwks]);
const resume = new RegExp(`^${routes.authorization}/[\\w-]+$`);

/** Puts the authorization server in front of everything that parses bodies: it reads its own. */
export function mountOAuth(app: NestExpressApplication): void {
  app.use(async (request: Request, response: Response, next: NextFunction) => {
    if (!request.path.startsWith('/oauth/') && !request.path.startsWith('/.well-known/')) return next();
    await handle(app, request, response, next);
  });
}

async function handle(
  app: NestExpressApplication,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  const { path, method } = request;
  const { provider } = app.get(OAuthServer);
  asPublic(request, app.get(IdentityConfig).publicUrl);
  const step = interaction.exec(path);
  if (step && step[2] === undefined && method === 'GET')
    return app.get(Interaction).show(provider, request, response, step[1]!);
  if (step && step[2] !== undefined && method === 'POST')
    return app.get(Interaction).act(provider, request, response, step[1]!, step[2]);
  const document = discovery.exec(path)?.[1];
  // Clients look for the document of a server under its path; there is one issuer for all.
  if (document !== undefined) request.url = document;
  else if (!own.has(path) && !resume.test(path)) return next();
  if (path === routes.authorization || resume.test(path)) withoutSession(request);
  if (path === routes.registration && !(await mayRegister(app, request, response))) return;
  if (path === routes.authorization && !(await mayAuthorize(app, response))) return;
  await provider.callback()(request, response);
}

/** Addresses in answers are those of the public URL, whatever reached this service. */
function asPublic(request: IncomingMessage, publicUrl: string): void {
  const { host, protocol } = new URL(publicUrl);
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

/** Only the dashboard's login session says who is signed in, so a sign-in never meets the state of an earlier one. */
function withoutSession(request: IncomingMessage): void {
  const kept = (request.headers.cookie ?? '')
    .split(/; */)
    .filter((pair) => !new RegExp(`^${cookieNames.session}(\\.sig)?=`).test(pair));
  request.headers.cookie = kept.join('; ');
}

/** Clients that run in a web page register too. */
async function mayRegister(app: NestExpressApplication, request: Request, response: Response): Promise<boolean> {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  if (request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'POST');
    response.setHeader(
      'Access-Control-Allow-Headers',
      request.headers['access-control-request-headers'] ?? 'content-type',
    );
    response.setHeader('Access-Control-Max-Age', '3600');
    response.status(204).end();
    return false;
  }
  if (request.method !== 'POST') return true;
  return isWithin(
    () => app.get(OAuthRateLimits).register(),
    response,
    (message) => response.json({ error: 'temporarily_unavailable', error_description: message }),
  );
}

async function mayAuthorize(app: NestExpressApplication, response: Response): Promise<boolean> {
  return isWithin(
    () => app.get(OAuthRateLimits).authorize(),
    response,
    () => {
      for (const [name, value] of Object.entries(errorPage.headers)) response.setHeader(name, value);
      response.end(errorPage.render({ code: 'too_many_requests' }));
    },
  );
}

async function isWithin(
  limit: () => Promise<void>,
  response: Response,
  refuse: (message: string) => void,
): Promise<boolean> {
  try {
    await limit();
    return true;
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const { retryAfterSeconds } = error.details as { retryAfterSeconds: number };
    response.status(429).setHeader('Retry-After', String(retryAfterSeconds));
    refuse(error.message);
    return false;
  }
}
