import { readFileSync } from 'node:fs';
import type { ServerScript } from './scripted-server.js';

const source = readFileSync(new URL('scripted-server.js', import.meta.url), 'utf8').replace(/\n\/\/# source.*\s*$/, '');

/** The scripted server as one file; its script is its argument, as JSON, or the file `script.json` beside it. */
export const serverProgram = `${source}
runScript(JSON.parse(process.argv[2] ?? readFileSync(new URL('script.json', import.meta.url), 'utf8')));
`;

/** The files of a repository with a scripted server. It needs no package, so that it is built in a moment. */
export function serverFiles(script: ServerScript): Record<string, string> {
  const manifest = {
    name: script.name ?? 'scripted',
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node server.js' },
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'server.js': serverProgram,
    'script.json': `${JSON.stringify(script, null, 2)}\n`,
  };
}
