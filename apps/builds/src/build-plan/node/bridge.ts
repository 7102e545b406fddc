import { type ExtraFile, reservedFolder } from '../extra-files.js';

/** Bridges a server on standard streams to HTTP, for both eras of MCP. */
export const bridgePackage = 'mcp-proxy@6.7.9';

const folder = '/bridge';
const program = `${folder}/bridge.mjs`;

/**
 * Runs mcp-proxy in a process that ends with the server: alone, mcp-proxy answers every further call with an error. The
 * container ends with the server's exit code, and the platform starts it again.
 */
export const bridgeFile: ExtraFile = {
  path: `${reservedFolder}/bridge.mjs`,
  text: `import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const [port, ...command] = process.argv.slice(2);
const { spawn } = childProcess;
let stopping = false;
process.once('SIGTERM', () => (stopping = true));
childProcess.spawn = (...given) => {
  const server = spawn(...given);
  server.once('exit', (code, signal) => {
    const end = signal ? 'was ended by ' + signal : 'exited with code ' + code;
    if (!stopping) console.error('The server ' + end + '; its bridge to HTTP ends with it.');
    process.exit(code ?? 1);
  });
  return server;
};
syncBuiltinESMExports();
process.argv.splice(2, Infinity, '--host', '0.0.0.0', '--port', port, '--', ...command);
await import('${folder}/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs');
`,
};

/** The stage that installs the bridge; it has nothing of the repository, so it is built once for a base image. */
export function bridge(base: string, trust: string[], npmCache = ''): string[] {
  return [
    `FROM ${base} AS bridge`,
    ...trust,
    ['RUN', npmCache, `npm install --no-audit --no-fund --prefix ${folder} ${bridgePackage}`].filter(Boolean).join(' '),
    `COPY ${bridgeFile.path} ${program}`,
  ];
}

export function bridged(command: string[], port: number): string[] {
  return ['node', program, String(port), ...command];
}

/** How the image of a repository's own Dockerfile is bridged. */
export interface ImageBridge {
  /** The image that the bridge is installed in. */
  base: string;
  port: number;
  /** Files that the Dockerfile copies. */
  files: ExtraFile[];
  trust: string[];
  /** Replaces the `CMD` of the image. */
  command?: string[];
}

/**
 * A Dockerfile that adds the bridge to an image. It brings Node.js with its libraries and their loader, so that it runs
 * in images of every distribution, also without any.
 * @param image its name, and the command that its containers would run
 */
export function bridgedImage({ base, port, trust }: ImageBridge, image: { name: string; command: string[] }): string {
  const loader = `${folder}/lib/ld.so`;
  return [
    ...bridge(base, trust),
    `RUN node=$(readlink -f "$(command -v node)") && mkdir ${folder}/lib && cp "$node" ${folder}/node && ` +
      `ldd "$node" | awk '$2 == "=>" { print $3 }' | xargs -I{} cp -L {} ${folder}/lib/ && ` +
      `cp -L "$(ldd "$node" | awk '/ld-(linux|musl)/ { print $1 }')" ${loader}`,
    `FROM ${image.name}`,
    `COPY --from=bridge ${folder} ${folder}`,
    `EXPOSE ${port}`,
    `ENTRYPOINT ${JSON.stringify([
      ...[loader, '--library-path', `${folder}/lib`, `${folder}/node`],
      ...bridged(image.command, port).slice(1),
    ])}`,
    'CMD []',
    '',
  ].join('\n');
}
