import type { BreakdownItem, Dimension } from '../../api/activity/analysis.js';

export const dimensionTitles: Record<Dimension, string> = {
  server: 'Server',
  tool: 'Tool',
  user: 'User',
  client: 'Client',
  client_version: 'Version',
  class: 'Outcome',
  deployment: 'Deployment',
};

/** What the filter becomes when a value of a dimension is chosen. A tool belongs to a server. */
export function narrowedTo(by: Dimension, { key, serverId, client }: BreakdownItem): Record<string, string> {
  switch (by) {
    case 'tool':
      return serverId === undefined ? { tool: key } : { tool: key, server: serverId };
    case 'client_version':
      return client === undefined ? { version: key } : { version: key, client };
    case 'deployment':
      return serverId === undefined ? { deployment: key } : { deployment: key, server: serverId };
    default:
      return { [by === 'class' ? 'outcome' : by]: key };
  }
}
