import { createHash } from 'node:crypto';

/** A page that sends the browser to GitHub with a form. */
export interface ManifestForm {
  headers: Record<string, string>;
  html: string;
}

const script = 'document.forms[0].submit()';
const scriptDigest = createHash('sha256').update(script).digest('base64');

/** GitHub takes a manifest only by POST, which the pages of the dashboard may not send to another origin. */
export function setupPage(action: string, manifest: object): ManifestForm {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Connect GitHub</title>
<form method="post" action="${escaped(action)}">
<input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}">
<button>Continue to GitHub</button>
</form>
<script>${script}</script>
</html>
`;
  // Browsers hold redirects of a form against `form-action` as well: to a sign-in page elsewhere, and back to here.
  const policy = [
    `default-src 'none'; script-src 'sha256-${scriptDigest}'; form-action ${new URL(action).origin} 'self' https:`,
    `frame-ancestors 'none'; base-uri 'none'`,
  ].join('; ');
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign]!);
