/** Bridges a server on standard streams to HTTP, for both eras of MCP. */
export const bridgePackage = 'mcp-proxy@6.7.9';

/** The stage that installs the bridge; it has nothing of the repository, so it is built once for a base image. */
export function bridge(base: string, trust: string[], npmCache: string): string[] {
  return [
    `FROM ${base} AS bridge`,
    ...trust,
    `RUN ${npmCache} npm install --no-audit --no-fund --prefix /bridge ${bridgePackage}`,
  ];
}

export function bridged(command: string[], port: number): string[] {
  return [
    'node',
    '/bridge/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs',
    '--host',
    '0.0.0.0',
    '--port',
    String(port),
    '--',
    ...command,
  ];
}
