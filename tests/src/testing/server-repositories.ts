import { type ScriptedTool, serverFiles } from '@toolyard/mcp/testing';

/** Files of a repository by their paths. */
export type Files = Record<string, string>;

export interface VersionServerOptions {
  /** What its tool `version` answers. */
  version?: string;
  /** The environment variable whose value the tool `version` answers instead. */
  versionFrom?: string;
  startAfterMs?: number;
  /** The result of `tools/list` instead of its tools. */
  toolList?: unknown;
}

/**
 * An MCP server with sessions. Its tools: `version`, `never` (does not answer), `die` (ends the process), `fork`
 * (without end), `large` (answers so many bytes), `stream` (sends until the caller is gone) and `streams` (how many are
 * open).
 */
export function versionServer({ version = '1', versionFrom, ...script }: VersionServerOptions = {}): Files {
  const answer: ScriptedTool = versionFrom
    ? { name: 'version', environment: versionFrom }
    : { name: 'version', answer: { content: [{ type: 'text', text: version }] } };
  return serverFiles({
    name: 'version',
    version,
    sessions: true,
    ...script,
    tools: [
      answer,
      { name: 'never', does: 'never' },
      { name: 'die', does: 'exit' },
      { name: 'fork', does: 'fork' },
      { name: 'large', does: 'large' },
      { name: 'stream', does: 'stream' },
      { name: 'streams', does: 'streams' },
    ],
  });
}

/** An MCP server whose one tool `seen` answers the credentials in the headers of its call, and its environment. */
export const credentialServer: Files = serverFiles({
  name: 'credentials',
  tools: [{ name: 'seen', does: 'credentials' }],
});

const number = { type: 'number' };

/** An MCP server that adds, and whose tool `headers` answers the headers of its call. */
export const addingServer: Files = serverFiles({
  name: 'adding',
  tools: [
    {
      name: 'add',
      description: 'Adds.',
      inputSchema: { type: 'object', properties: { a: number, b: number }, required: ['a', 'b'] },
    },
    { name: 'headers', description: 'What arrived.' },
  ].map((tool) => ({ ...tool, does: tool.name as 'add' | 'headers' })),
});

/** A Dockerfile on the base image of the installation; `steps` come before the server is copied in. */
export function dockerfile(steps: string[] = [], command = ['node', 'server.js']): string {
  return [
    'ARG TOOLYARD_BASE_NODE=node:24-slim',
    'FROM ${TOOLYARD_BASE_NODE}',
    'WORKDIR /app',
    ...steps,
    'COPY . .',
    'USER 10001:10001',
    `CMD ${JSON.stringify(command)}`,
    '',
  ].join('\n');
}
