/** How the client proves who calls: it signs in through the browser, sends an API key, or the server is public. */
export type Proof = 'sign-in' | 'key' | 'none';

export interface ClientStep {
  text: string;
  code?: string;
  /** What the code is, for people: a command, or the path of a file. */
  where?: string;
}

export interface ClientGuide {
  id: string;
  title: string;
  steps: ClientStep[];
}

/** The environment variable that the examples read the API key from, so that it stands in no file. */
export const keyVariable = 'TOOLYARD_API_KEY';

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const header = (reference: string) => ({ Authorization: `Bearer ${reference}` });
const exportKey: ClientStep = {
  text: 'Put the API key where the client finds it.',
  code: `export ${keyVariable}='<your API key>'`,
  where: 'Terminal',
};

/** Exact configuration of the common MCP clients for one server. `slug` becomes its name there. */
export function clientGuides(slug: string, url: string, proof: Proof): ClientGuide[] {
  return [claudeCode, claudeDesktop, cursor, vsCode, codex, inspector].map((guide) => guide(slug, url, proof));
}

function claudeCode(slug: string, url: string, proof: Proof): ClientGuide {
  const key = proof === 'key';
  return {
    id: 'claude-code',
    title: 'Claude Code',
    steps: [
      ...(key ? [exportKey] : []),
      {
        text: 'Add the server. With --scope project it goes into .mcp.json, for the whole team.',
        code: `claude mcp add --transport http ${slug} ${url}${key ? ` \\\n  --header "Authorization: Bearer $${keyVariable}"` : ''}`,
        where: 'Terminal',
      },
      ...(proof === 'sign-in'
        ? [
            {
              text: 'Sign in: start claude, choose the server, then Authenticate.',
              code: '/mcp',
              where: 'In Claude Code',
            },
          ]
        : []),
    ],
  };
}

function claudeDesktop(slug: string, url: string, proof: Proof): ClientGuide {
  const insecure = url.startsWith('http://') && !isLoopback(url) ? ['--allow-http'] : [];
  const args = [
    '-y',
    'mcp-remote',
    url,
    ...insecure,
    ...(proof === 'key' ? ['--header', `Authorization: Bearer \${${keyVariable}}`] : []),
  ];
  const file = json({
    mcpServers: {
      [slug]: { command: 'npx', args, ...(proof === 'key' ? { env: { [keyVariable]: '<your API key>' } } : {}) },
    },
  });
  const viaFile: ClientStep = {
    text: 'Or, from this machine: Settings → Developer → Edit Config. It needs Node.js; restart Claude Desktop afterwards.',
    code: file,
    where: 'claude_desktop_config.json',
  };
  if (proof === 'key')
    return {
      id: 'claude-desktop',
      title: 'Claude Desktop',
      steps: [
        {
          ...viaFile,
          text: 'Settings → Developer → Edit Config. It needs Node.js; restart Claude Desktop afterwards.',
        },
      ],
    };
  return {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    steps: [
      {
        text: 'Settings → Connectors → Add custom connector, with this URL. Claude connects from the internet, so it must be able to reach this address.',
        code: url,
        where: 'URL',
      },
      viaFile,
    ],
  };
}

function cursor(slug: string, url: string, proof: Proof): ClientGuide {
  const server = { url, ...(proof === 'key' ? { headers: header(`\${env:${keyVariable}}`) } : {}) };
  return {
    id: 'cursor',
    title: 'Cursor',
    steps: [
      ...(proof === 'key' ? [exportKey] : []),
      {
        text: `Add the server, for all projects or in a project's .cursor/mcp.json.${proof === 'sign-in' ? ' Cursor asks for the sign-in when it connects.' : ''}`,
        code: json({ mcpServers: { [slug]: server } }),
        where: '~/.cursor/mcp.json',
      },
    ],
  };
}

function vsCode(slug: string, url: string, proof: Proof): ClientGuide {
  const inputs = [{ type: 'promptString', id: 'toolyard-api-key', description: 'API key of Toolyard', password: true }];
  const server = { type: 'http', url, ...(proof === 'key' ? { headers: header('${input:toolyard-api-key}') } : {}) };
  return {
    id: 'vs-code',
    title: 'VS Code',
    steps: [
      {
        text: `Add the server to the workspace, then press Start above it.${proof === 'sign-in' ? ' VS Code asks for the sign-in.' : proof === 'key' ? ' VS Code asks for the API key once and keeps it safe.' : ''}`,
        code: json({ ...(proof === 'key' ? { inputs } : {}), servers: { [slug]: server } }),
        where: '.vscode/mcp.json',
      },
    ],
  };
}

function codex(slug: string, url: string, proof: Proof): ClientGuide {
  const table = [
    `[mcp_servers.${slug}]`,
    `url = ${JSON.stringify(url)}`,
    ...(proof === 'key' ? [`bearer_token_env_var = "${keyVariable}"`] : []),
  ].join('\n');
  return {
    id: 'codex',
    title: 'Codex',
    steps: [
      ...(proof === 'key' ? [exportKey] : []),
      {
        text: 'Add the server.',
        code: `codex mcp add ${slug} --url ${url}${proof === 'key' ? ` --bearer-token-env-var ${keyVariable}` : ''}`,
        where: 'Terminal',
      },
      ...(proof === 'sign-in' ? [{ text: 'Sign in.', code: `codex mcp login ${slug}`, where: 'Terminal' }] : []),
      { text: 'The same by hand:', code: table, where: '~/.codex/config.toml' },
    ],
  };
}

function inspector(_slug: string, url: string, proof: Proof): ClientGuide {
  const target = `--transport http --server-url ${url}${proof === 'key' ? ` \\\n  --header "Authorization: Bearer $${keyVariable}"` : ''}`;
  return {
    id: 'inspector',
    title: 'MCP Inspector',
    steps: [
      ...(proof === 'key' ? [exportKey] : []),
      {
        text: `Open it in the browser${proof === 'sign-in' ? ' and press Connect; it leads through the sign-in' : ''}.`,
        code: `npx @modelcontextprotocol/inspector ${target}`,
        where: 'Terminal',
      },
      ...(proof === 'sign-in'
        ? []
        : [
            {
              text: 'Or list the tools right in the terminal.',
              code: `npx @modelcontextprotocol/inspector --cli ${target} \\\n  --method tools/list`,
              where: 'Terminal',
            },
          ]),
    ],
  };
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
