/** How the client authenticates: a sign-in in the browser, an API key, or nothing for a public server. */
export type Proof = 'sign-in' | 'key' | 'none';

interface ClientStep {
  text: string;
  code?: string;
  /** Where the code belongs: `Terminal`, or the path of a file. */
  where?: string;
}

/** How one client is set up, step by step. */
export interface ClientGuide {
  id: string;
  title: string;
  steps: ClientStep[];
}

/** The environment variable from which the examples read the API key, so that no file contains it. */
export const keyVariable = 'TOOLYARD_API_KEY';

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const header = (reference: string) => ({ Authorization: `Bearer ${reference}` });
const headerOption = (proof: Proof): string =>
  proof === 'key' ? ` \\\n  --header "Authorization: Bearer $${keyVariable}"` : '';
const exportKey: ClientStep = {
  text: 'Set the API key as an environment variable.',
  code: `export ${keyVariable}='<your API key>'`,
  where: 'Terminal',
};

/** The configuration of the common MCP clients for one server. The clients use `slug` as its name. */
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
        code: `claude mcp add --transport http ${slug} ${url}${headerOption(proof)}`,
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

const editConfig = 'Settings → Developer → Edit Config. It needs Node.js; restart Claude Desktop afterwards.';

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
    text: `Or, from this machine: ${editConfig}`,
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
          text: editConfig,
        },
      ],
    };
  return {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    steps: [
      {
        text:
          'Settings → Connectors → Add custom connector, with this URL. ' +
          'Claude connects from the internet, so it must be able to reach this address.',
        code: url,
        where: 'URL',
      },
      viaFile,
    ],
  };
}

function cursor(slug: string, url: string, proof: Proof): ClientGuide {
  const cursorAsks = proof === 'sign-in' ? ' Cursor asks you to sign in when it connects.' : '';
  const server = { url, ...(proof === 'key' ? { headers: header(`\${env:${keyVariable}}`) } : {}) };
  return {
    id: 'cursor',
    title: 'Cursor',
    steps: [
      ...(proof === 'key' ? [exportKey] : []),
      {
        text: `Add the server, for all projects or in a project's .cursor/mcp.json.${cursorAsks}`,
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
        text: `Add the server to the workspace, then press Start above it.${vsCodeAsks[proof]}`,
        code: json({ ...(proof === 'key' ? { inputs } : {}), servers: { [slug]: server } }),
        where: '.vscode/mcp.json',
      },
    ],
  };
}

const vsCodeAsks: Record<Proof, string> = {
  'sign-in': ' VS Code asks you to sign in.',
  key: ' VS Code asks for the API key once and stores it.',
  none: '',
};

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
      { text: 'Or edit the file:', code: table, where: '~/.codex/config.toml' },
    ],
  };
}

function inspector(_slug: string, url: string, proof: Proof): ClientGuide {
  const target = `--transport http --server-url ${url}${headerOption(proof)}`;
  return {
    id: 'inspector',
    title: 'MCP Inspector',
    steps: [
      ...(proof === 'key' ? [exportKey] : []),
      {
        text: `Open it in the browser${proof === 'sign-in' ? ' and press Connect to sign in' : ''}.`,
        code: `npx @modelcontextprotocol/inspector ${target}`,
        where: 'Terminal',
      },
      ...(proof === 'sign-in'
        ? []
        : [
            {
              text: 'Or list the tools in the terminal.',
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
