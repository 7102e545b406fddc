import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from './problem.js';

export interface UpOptions {
  port: number;
  /**
   * Address of the public port. Loopback unless `TOOLYARD_HOST` says otherwise, because the platform itself speaks
   * plain HTTP.
   */
  host: string;
  data: string;
  detach: boolean;
  sample: boolean;
  publicUrl: string;
}

const defaultPort = 8080;

/**
 * Options of `tools/up`; what is not given comes from the environment, then from the defaults. `root` is the folder of
 * the project.
 */
export function upOptions(args: string[], env: Record<string, string | undefined>, root: string): UpOptions {
  const given = parse(args, ['--port', '--data'], ['--detach', '--no-sample']);
  const port = portNumber(given.get('--port') ?? env['TOOLYARD_PORT'] ?? String(defaultPort));
  const host = env['TOOLYARD_HOST'] || '127.0.0.1';
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    port,
    host,
    data: dataFolder(given.get('--data'), env, root),
    detach: given.has('--detach'),
    sample: !given.has('--no-sample'),
    publicUrl: (env['TOOLYARD_PUBLIC_URL'] || `http://${shown}:${port}`).replace(/\/+$/, ''),
  };
}

export function downOptions(args: string[], env: Record<string, string | undefined>, root: string): { data: string } {
  const given = parse(args, ['--data'], []);
  return { data: dataFolder(given.get('--data'), env, root) };
}

/** `tools/demo [--data DIR] [EXAMPLE…]` */
export function demoOptions(
  args: string[],
  env: Record<string, string | undefined>,
  root: string,
): { data: string; names: string[] } {
  const end = tokensOf(args, ['--data']).find(({ kind }) => kind === 'positional')?.index ?? args.length;
  const given = parse(args.slice(0, end), ['--data'], []);
  return { data: dataFolder(given.get('--data'), env, root), names: args.slice(end) };
}

/**
 * @param withValue options that need a value
 * @param flags options without one
 * @returns the values by name; flags have an empty one
 * @throws Problem `bad_option` for everything else
 */
function parse(args: string[], withValue: string[], flags: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const token of tokensOf(args, withValue)) {
    const name = token.kind === 'option' ? token.rawName : '';
    const value = token.kind === 'option' ? token.value : undefined;
    if (flags.includes(name) && value === undefined) given.set(name, '');
    else if (withValue.includes(name)) {
      if (!value) throw new Problem('bad_option', `${name} needs a value.`);
      given.set(name, value);
    } else {
      const valid = [...withValue.map((option) => `${option} VALUE`), ...flags].join(', ');
      throw new Problem('bad_option', `${args[token.index]} is not an option. Known: ${valid}.`);
    }
  }
  return given;
}

/** The tokens of a command line. Not `strict`, because the sentences for mistakes are ours. */
function tokensOf(args: string[], withValue: string[]) {
  const options = Object.fromEntries(withValue.map((name) => [name.slice(2), { type: 'string' as const }]));
  return parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Problem('bad_option', `${text} is not a port: give a number from 1 to 65535.`);
  return port;
}

/** A relative path counts from where the command was typed, the default from the project. */
function dataFolder(option: string | undefined, env: Record<string, string | undefined>, root: string): string {
  const chosen = option ?? env['TOOLYARD_DATA'];
  return chosen ? resolve(chosen) : resolve(root, '.toolyard');
}
