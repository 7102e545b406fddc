import { createHash } from 'node:crypto';
import type { RedirectTarget } from '../clients/client.rules.js';
import { Html, html } from './html-template.js';
import { style } from './page-style.js';

/** Not written into the page's template, where a formatter could change the text that the digest is of. */
const styleElement = new Html(`<style>${style}</style>`);
const styleDigest = createHash('sha256').update(style).digest('base64');

/**
 * No scripts, no frames, nothing from elsewhere. Forms lead to this origin alone: the way back to the client is a page
 * of its own (`returning`) and not a redirect of the form, since browsers hold every redirect of a form against
 * `form-action`, also those that the client makes after us.
 */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    `default-src 'none'; style-src 'sha256-${styleDigest}'; img-src data:`,
    `form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  ].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

export interface ClientShown {
  name: string;
  target: RedirectTarget;
  /** Host of the metadata document that the client's id is the address of. */
  vouchedBy?: string;
}

/** What every form carries. */
export interface Forms {
  /** Path of the interaction. */
  path: string;
  csrf: string;
}

const icon = html`<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
  <rect width="32" height="32" rx="7" fill="#0b7285" />
  <path
    fill="none"
    stroke="#fff"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
    d="M7 9h18M16 9v15M10 16h-1.5a2.5 2.5 0 0 0 0 5H11M22 16h1.5a2.5 2.5 0 0 1 0 5H21"
  />
</svg>`;

export function page(title: string, content: Html, below?: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · Toolyard</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <div class="brand">${icon}<span>Toolyard</span></div>
          <div class="card">${content}</div>
          ${below}
        </main>
      </body>
    </html> `.text;
}

export const form = ({ path, csrf }: Forms, action: string, content: Html, kind?: string): Html =>
  html`<form method="post" action="${path}/${action}" ${kind ? html` class="${kind}"` : undefined}>
    <input type="hidden" name="csrf" value="${csrf}" />${content}
  </form>`;

const signedInAs = (forms: Forms, person: string): Html =>
  html`<div class="who">
    <span>Signed in as <bdi>${person}</bdi></span
    >${form(forms, 'sign-out', html`<button>Use another account</button>`)}
  </div>`;

export function signInPage(
  forms: Forms,
  {
    client,
    serverName,
    outside,
    problem,
    email,
  }: {
    client: ClientShown;
    /** Undefined while the client has named none. */
    serverName?: string;
    outside?: { name: string; url: string };
    problem?: string;
    email?: string;
  },
): string {
  const content = html`<h1>Sign in to continue</h1>
    <p class="dim">
      <bdi>${client.name}</bdi> wants to connect to
      ${serverName === undefined ? html`a server` : html`<bdi>${serverName}</bdi>`}. You decide after signing in.
    </p>
    ${problem ? html`<div class="note bad" role="alert"><p>${problem}</p></div>` : undefined}
    ${
      outside
        ? html`<p class="whole"><a class="button" href="${outside.url}">Continue with ${outside.name}</a></p>
            <div class="or">or with a password</div>`
        : undefined
    }
    ${form(
      forms,
      'sign-in',
      html`<label for="email">E-mail address</label
        ><input
          id="email"
          name="email"
          type="email"
          autocomplete="username"
          required
          value="${email}"
          ${email ? undefined : new Html(' autofocus')}
        />
        <label for="password">Password</label
        ><input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required${email ? new Html(' autofocus') : undefined}
        />
        <button class="main">Sign in</button>`,
      'sign-in',
    )}
    ${form(forms, 'deny', html`<button>Cancel</button>`, 'whole cancel')}`;
  return page('Sign in', content);
}

/** Asked where the client does not say which server it means. */
export function serverPage(
  forms: Forms,
  { client, person, servers }: { client: ClientShown; person: string; servers: { slug: string; name: string }[] },
): string {
  const choice = ({ slug, name }: { slug: string; name: string }): Html =>
    form(
      forms,
      'choose',
      html`<input type="hidden" name="server" value="${slug}" /><button><bdi>${name}</bdi></button>`,
      'whole choice',
    );
  const sentence =
    servers.length > 0
      ? 'The client did not say which one it means. You see what it may do on the next page.'
      : 'There is no server that you may use. ' +
        'Ask an admin to let one of your groups use a server, then connect again.';
  const content = html`<h1>Which server should <bdi>${client.name}</bdi> use?</h1>
    <p class="dim">${sentence}</p>
    ${servers.map(choice)} ${form(forms, 'deny', html`<button>Cancel</button>`, 'whole cancel')}`;
  return page('Choose a server', content, signedInAs(forms, person));
}

const meaning: Record<string, string> = {
  mcp: 'See the tools, resources and prompts that you may use',
  'mcp:call': 'Call those tools; every call is recorded',
};

export interface ConsentShown {
  client: ClientShown;
  server: { name: string; address: string };
  scopes: string[];
  person: string;
}

export function consentPage(forms: Forms, { client, server, scopes, person }: ConsentShown): string {
  const voucher =
    client.vouchedBy === undefined
      ? 'registered itself; its name is not verified'
      : `${client.vouchedBy} vouches for it`;
  const content = html`<h1>Let <bdi>${client.name}</bdi> use <bdi>${server.name}</bdi>?</h1>
    <p class="dim">
      It acts in your name, within what your permission groups allow, until you end it under <em>My connections</em>.
    </p>
    <dl>
      <div>
        <dt>Client</dt>
        <dd><bdi>${client.name}</bdi><span>${voucher}</span></dd>
      </div>
      <div>
        <dt>Returns to</dt>
        <dd>${whereTo(client.target)}</dd>
      </div>
      <div>
        <dt>Server</dt>
        <dd><bdi>${server.name}</bdi><span>${server.address}</span></dd>
      </div>
    </dl>
    <h2>It will be able to</h2>
    <ul>
      ${scopes.flatMap((scope) => meaning[scope] ?? []).map((line) => html`<li>${line}</li>`)}
    </ul>
    ${warning(client)}
    <div class="actions">
      ${form(forms, 'deny', html`<button>Cancel</button>`)}
      ${form(forms, 'allow', html`<button class="main">Allow</button>`)}
    </div>`;
  return page('Allow access', content, signedInAs(forms, person));
}

function whereTo({ kind, host }: RedirectTarget): Html {
  if (kind === 'web') return html`${host}`;
  if (kind === 'loopback') return html`${host}<span>a program on this computer</span>`;
  return html`${host}://<span>an app on this device</span>`;
}

function warning({ target, vouchedBy }: ClientShown): Html | undefined {
  if (target.kind === 'web' && vouchedBy === target.host) return undefined;
  const lines = {
    web: html`<p>
      <strong>This name is not verified.</strong> Allow it only if you started this yourself, and
      <bdi>${target.host}</bdi> is where you expect to go.
    </p>`,
    loopback: html`<p>
      <strong>This goes to a program on this computer.</strong> Any program can use this name. Allow it only if you have
      just started the sign-in there yourself.
    </p>`,
    app: html`<p>
      <strong>This goes to an app on this device.</strong> Any app can use this name. Allow it only if you have just
      started the sign-in there yourself.
    </p>`,
  };
  return html`<div class="note">${lines[target.kind]}</div>`;
}

export function noRightPage(
  forms: Forms,
  { client, serverName, person }: { client: ClientShown; serverName: string; person: string },
): string {
  const content = html`<h1>You may not use <bdi>${serverName}</bdi></h1>
    <p>
      None of your permission groups lets you call a tool of this server. There is nothing that
      <bdi>${client.name}</bdi> could do with it. Nothing was changed.
    </p>
    <p class="dim">
      Ask an admin to let one of your groups use the server, then connect again; or use another account.
    </p>
    ${form(forms, 'deny', html`<button>Go back</button>`, 'whole')}`;
  return page('No access', content, signedInAs(forms, person));
}

/** On the way back to the client; stays behind where the client is not a page of its own. */
export function returningPage(url: string, clientName: string, allowed: boolean): string {
  const content = html`<h1>${allowed ? 'Access allowed' : 'Nothing was allowed'}</h1>
    <p>Returning to <bdi>${clientName}</bdi>. If an app opens, you can close this page.</p>
    <p class="whole"><a class="button" href="${url}">Continue</a></p>`;
  return page('Returning', content);
}

export const errorPage = {
  headers: pageHeaders,
  render({ code, description }: { code: string; description?: string }): string {
    const content = html`<h1>This request cannot be answered</h1>
      <p>
        ${sentences[code] ?? 'The client asked for something that is not possible here.'} Nothing was changed. Go back
        to the client and connect again; if it happens again, show its maker the lines below.
      </p>
      <p><code>${code}</code>${description ? html`<br /><code>${description}</code>` : undefined}</p>`;
    return page('Not possible', content);
  },
};

const sentences: Record<string, string> = {
  invalid_client:
    'The client is unknown here, or its metadata document cannot be fetched. It may have to register again.',
  invalid_redirect_uri: 'The client wants to be sent to an address that it has not registered.',
  invalid_client_metadata: 'What the client says about itself is not accepted here.',
  session_expired: 'This sign-in has expired, was finished already, or was opened in another browser.',
  too_many_requests: 'There were too many attempts from here. Wait a few minutes.',
  forbidden: 'The form was not sent from this page.',
  server_error: 'Something went wrong on our side.',
};
