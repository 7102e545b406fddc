/** Where one GitHub is: its pages and its API. */
export interface GitHubPlace {
  url: string;
  apiUrl: string;
}

/** GitHub takes no longer name of an App. */
const nameMaxLength = 34;

/**
 * The API of a GitHub: of github.com, of GitHub Enterprise Cloud with data residency, else of GitHub Enterprise Server.
 * @param configured what the environment says, which holds for its own address
 */
export function placeOf(url: string, configured: GitHubPlace): GitHubPlace {
  const { protocol, host, origin } = new URL(url);
  if (origin === new URL(configured.url).origin) return configured;
  if (host === 'github.com' || host.endsWith('.ghe.com')) return { url: origin, apiUrl: `${protocol}//api.${host}` };
  return { url: origin, apiUrl: `${origin}/api/v3` };
}

/** Page of GitHub that takes the manifest of an App (GitHub: registering a GitHub App from a manifest). */
export function manifestPage({ url }: GitHubPlace, organisation: string | null, state: string): string {
  const settings = organisation === null ? 'settings' : `organizations/${organisation}/settings`;
  return `${url}/${settings}/apps/new?state=${state}`;
}

/** The App as GitHub makes it: its rights, its events and where it leads back to. */
export function manifestOf(publicUrl: string): object {
  const base = publicUrl.replace(/\/$/, '');
  return {
    name: `Toolyard ${new URL(base).hostname}`.slice(0, nameMaxLength),
    url: base,
    hook_attributes: { url: `${base}/webhooks/github`, active: true },
    redirect_url: `${base}/sources/github`,
    setup_url: `${base}/sources`,
    public: false,
    default_permissions: { contents: 'read', metadata: 'read', checks: 'write', deployments: 'write' },
    default_events: ['push', 'repository'],
  };
}
