import { html } from './html-template.js';
import { type ClientShown, form, type Forms, page } from './pages.js';

/** The second step of the sign-in, for accounts with a second factor. */
export function codePage(
  forms: Forms,
  { client, ticket, problem }: { client: ClientShown; ticket: string; problem?: string },
): string {
  const content = html`<h1>Enter a code</h1>
    <p class="dim">
      Your password is right. To continue to <bdi>${client.name}</bdi>, enter a code of your authenticator app, or a
      recovery code. To use a passkey, sign in to the dashboard first, then come back.
    </p>
    ${problem ? html`<div class="note bad" role="alert"><p>${problem}</p></div>` : undefined}
    ${form(
      forms,
      'code',
      html`<input type="hidden" name="ticket" value="${ticket}" />
        <label for="code">Code</label>
        <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" required autofocus />
        <button class="main">Sign in</button>`,
      'sign-in',
    )}
    ${form(forms, 'deny', html`<button>Cancel</button>`, 'whole cancel')}`;
  return page('Enter a code', content);
}
