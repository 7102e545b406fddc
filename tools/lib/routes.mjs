// docs/routes.md from the API document: every route and who may use it.

const { audienceNames, rightNeeded } = await import(
  new URL('../../libs/service/dist/access/permission.js', import.meta.url).href
);

/** In words; a route that declares nothing is for admins alone, as the guard decides. */
export function audience(access) {
  if (access?.public) return 'everyone, without signing in';
  const names = (access?.grants ?? ['admin']).map((audience) => audienceNames[audience]).join(', ');
  const { session, stepUp } = access ?? {};
  const when = stepUp === true ? '' : ` with ${JSON.stringify(stepUp)}`;
  return [names, ...(session ? ['in a session'] : []), ...(stepUp ? [`with a recent second factor${when}`] : [])].join(
    ', ',
  );
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function routesPage(document) {
  const groups = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = operation.tags?.[0] ?? 'Other';
      const access = operation['x-toolyard-access'];
      const right = access?.public || access?.session ? null : rightNeeded(method, access?.right);
      const row =
        `| \`${method.toUpperCase()} ${path}\` | ${audience(access)} | ` +
        `${right === null ? '' : `\`${right}\``} | ${cell(operation.summary ?? '')} |`;
      groups.set(tag, [...(groups.get(tag) ?? []), row]);
    }
  }
  const sections = [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([tag, rows]) =>
        `## ${tag}\n\n| route | who | right of an API key | what it does |\n|---|---|---|---|\n${rows.join('\n')}\n`,
    );
  return `# Routes and who may use them

Made by \`tools/openapi\` from the code: each route declares who may use it, and the shared guard decides by that
declaration. A route without one is for admins alone.

- A session of the dashboard has every right. An API key has at most the rights it was made with, and never more than
  the role of its account; a key that is limited to servers is refused at others.
- *The developer whose server it is* made the server. Admins may do everything that a role may.
- Which *users may call a tool of the server* is decided by permission groups; the developer whose server it is always
  may.
- Without a sign-in or token the answer is 401 \`unauthenticated\`, with one that does not suffice 403 \`forbidden\`.
  What a route answers may be narrowed further, for example to one's own calls; its description says so.

MCP endpoints (\`/s/<slug>/…\`) are guarded by the gateway for each server and tool, and \`/git/*\` asks for a token
with the right \`deploy\`.

${sections.join('\n')}`;
}
