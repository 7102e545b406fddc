/** Null: git asks for the token. */
type Token = string | null;

const remoteUrl = (gitUrl: string, token: Token): string =>
  token === null ? gitUrl : gitUrl.replace(/^(https?:\/\/)/, `$1toolyard:${token}@`);

/** The commands that add the remote to a repository and push its current branch, whatever that branch is named. */
export function pushLines(gitUrl: string, token: Token): string {
  return `git remote add toolyard ${remoteUrl(gitUrl, token)}\ngit push toolyard HEAD:main`;
}

/** The command that fetches what was committed on the platform. */
export const cloneLine = (gitUrl: string, token: Token): string => `git clone ${remoteUrl(gitUrl, token)}`;

const hereDocument = (file: string, text: string): string => `cat > ${file} <<'EOF'\n${text}\nEOF`;

/** The commands that create, commit and push a server with one tool. */
export function templateLines(slug: string, gitUrl: string, token: Token): string {
  const manifest = {
    name: slug,
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node server.js' },
    dependencies: { '@modelcontextprotocol/sdk': '^1.32.2', zod: '^4.6.7' },
  };
  return [
    `mkdir ${slug} && cd ${slug} && git init --initial-branch=main`,
    hereDocument('package.json', JSON.stringify(manifest, null, 2)),
    hereDocument('server.js', server(slug)),
    `printf 'node_modules\\n' > .gitignore`,
    `git add . && git commit --message="First tool"`,
    pushLines(gitUrl, token),
  ].join('\n');
}

const server = (slug: string): string => `import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

function tools() {
  const server = new McpServer({ name: '${slug}', version: '1.0.0' });
  server.registerTool('greet', { description: 'Greets a person.', inputSchema: { name: z.string() } }, ({ name }) => ({
    content: [{ type: 'text', text: \`Hello, \${name}!\` }],
  }));
  return server;
}

createServer(async (request, response) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await tools().connect(transport);
  await transport.handleRequest(request, response);
}).listen(process.env.PORT, '0.0.0.0');`;
