/**
 * The keys of all queries, by noun. The first element of a key is its area: the live stream refreshes whole areas, and
 * a submission refreshes the areas or keys that it changed.
 */

export const serversKeys = {
  all: ['servers'],
  list: (filter: object) => ['servers', filter],
  everything: ['servers', 'all'],
} as const;

export const serverKeys = {
  all: ['server'],
  withSlug: (slug: string) => ['server', 'at', slug],
  overview: (id: string) => ['server', 'overview', id],
} as const;

export const toolKeys = {
  all: ['tools'],
  ofServer: (serverId: string) => ['tools', serverId],
  contract: (deploymentId: string) => ['tools', 'contract', deploymentId],
} as const;

export const toolFigureKeys = {
  ofServer: (serverId: string) => ['tool-figures', serverId],
  trends: (serverId: string) => ['tool-trend', serverId],
  trend: (serverId: string, tool: string) => ['tool-trend', serverId, tool],
  callers: (serverId: string, tool: string) => ['callers', serverId, tool],
} as const;

export const githubKeys = {
  connection: ['github'],
  repositories: (installationId: number, search: string) => ['github', 'repositories', installationId, search],
  branches: (repository: string) => ['github', 'branches', repository],
  deliveries: ['github', 'deliveries'],
  source: (serverId: string) => ['source', serverId],
} as const;

export const variableKeys = {
  all: ['variables'],
  ofServer: (serverId: string) => ['variables', serverId],
} as const;

export const deploymentKeys = {
  all: ['deployments'],
  page: (serverId: string, page: object) => ['deployments', serverId, page],
  past: (serverId: string) => ['deployments', serverId, 'past'],
  one: (id: string) => ['deployments', 'one', id],
  plan: (id: string) => ['deployments', 'plan', id],
  settings: (serverId: string) => ['deployments', 'build-settings', serverId],
  commits: (serverId: string, search: string) => ['commits', serverId, search],
} as const;

const statsOf = ['activity', 'stats'];
const percentilesOf = ['activity', 'percentiles'];
const histogramsOf = ['activity', 'histogram'];
const newestOf = ['activity', 'newest'];
const seriesOf = ['activity', 'series'];
const breakdownsOf = ['activity', 'breakdown'];
const errorGroupsOf = ['activity', 'errors'];
const heatMapsOf = ['activity', 'heat-map'];
const sizesOf = ['activity', 'sizes'];
const comparisonsOf = ['activity', 'comparison'];

export const callKeys = {
  page: (...of: object[]) => ['activity', 'calls', ...of],
  newest: (filter: object, span: object, limit: number) => [...newestOf, filter, span, limit],
  one: (id: string, running: boolean) => ['call', id, running],
  stats: (filter: object, span: object) => [...statsOf, filter, span],
  percentiles: (filter: object, span: object) => [...percentilesOf, filter, span],
  histogram: (by: string, filter: object, span: object) => [...histogramsOf, by, filter, span],
  series: (...of: object[]) => [...seriesOf, ...of],
  breakdown: (by: string, ...of: object[]) => [...breakdownsOf, by, ...of],
  errorGroups: (...of: object[]) => [...errorGroupsOf, ...of],
  heatMap: (...of: object[]) => [...heatMapsOf, ...of],
  slowest: (...of: object[]) => ['activity', 'slowest', ...of],
  sizes: (...of: object[]) => [...sizesOf, ...of],
  comparison: (...of: object[]) => [...comparisonsOf, ...of],
  trend: (serverId: string, span: object) => ['server-trend', serverId, span],
  tools: (serverId: string | undefined) => ['called-tools', serverId ?? null],
  /** What changes when calls begin or end. Pages of calls are not among it: their rows keep their places. */
  figures: [
    statsOf,
    percentilesOf,
    histogramsOf,
    newestOf,
    seriesOf,
    breakdownsOf,
    errorGroupsOf,
    heatMapsOf,
    sizesOf,
    comparisonsOf,
  ],
};

export const alertKeys = {
  all: ['alerts'],
  one: (id: string) => ['alerts', id],
  deliveries: (id: string) => ['alerts', id, 'deliveries'],
  channels: ['alert-channels'],
} as const;

export const auditKeys = {
  /** Its area is not `audit`: every change is an entry, so the live stream would refresh the page all the time. */
  page: (...of: object[]) => ['audit-page', ...of],
} as const;

export const userKeys = {
  all: ['users'],
  list: (search: string, role: string, status: string) => ['users', search, role, status],
} as const;

export const invitationKeys = {
  all: ['invitations'],
  ofToken: (token: string | null) => ['invitation', token],
} as const;
export const passwordLinkKeys = { ofToken: (token: string | null) => ['password-link', token] } as const;

export const groupsKeys = { all: ['groups'] } as const;

export const groupKeys = {
  all: ['group'],
  one: (id: string) => ['group', id],
  members: (id: string, search: string) => ['group', id, 'members', search],
} as const;

export const apiKeyKeys = { all: ['api-keys'] } as const;
export const credentialKeys = {
  all: ['credentials'],
  redirectUri: (authorizationUrl: string, tokenUrl: string) => ['redirect-uri', authorizationUrl, tokenUrl],
} as const;
export const connectionKeys = { all: ['connections'] } as const;
export const secondFactorKeys = { all: ['second-factor'] } as const;
export const sessionKeys = { all: ['session'] } as const;
export const healthKeys = { all: ['health'] } as const;
