import type { Platform, Server } from '../api/platform.js';
import { plain, type Result, table } from '../terminal.js';

const pageSize = 100;

/** A server whose commits come by push, and which asks its users for no credentials. */
export const createServer = (platform: Platform, name: string): Promise<Server> =>
  platform.body(
    platform.api.POST('/api/v1/servers', { body: { name, source: { provider: 'git' }, auth: { method: 'none' } } }),
  );

export async function create(platform: Platform, name: string): Promise<Result> {
  const server = await createServer(platform, name);
  const next = `Deploy a folder with \`yard deploy DIR --server ${server.slug}\`.`;
  return { value: server, text: `Created ${plain(server.name)}: ${server.mcpUrl}\n${next}` };
}

export async function list(platform: Platform): Promise<Result> {
  const servers: Server[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: pageSize, cursor };
    const page = await platform.body(platform.api.GET('/api/v1/servers', { params: { query } }));
    servers.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const rows = servers.map(({ slug, status, tools, mcpUrl }) => [slug, status, String(tools), mcpUrl]);
  const text =
    rows.length > 0 ? table(['SERVER', 'STATUS', 'TOOLS', 'URL'], rows) : 'No servers yet: `yard create NAME`.';
  return { value: servers, text };
}
