import { brokenNameRule } from '@toolyard/contracts';
import type { Platform } from '../api/platform.js';
import { badUse } from '../failure.js';
import { readSecret, type Result, table, type Terminal } from '../terminal.js';

/** Lists variables, whose values the API never answers, sets one from standard input, or removes one. */
export async function variables(
  platform: Platform,
  terminal: Terminal,
  name: string,
  action?: string,
  variable?: string,
): Promise<Result> {
  if (action === undefined) return list(platform, name);
  if (action !== 'set' && action !== 'unset')
    throw badUse(
      'Use `yard variables SERVER`, `yard variables SERVER set NAME` or `yard variables SERVER unset NAME`.',
    );
  if (variable === undefined) throw badUse(`Name the variable: \`yard variables ${name} ${action} NAME\`.`);
  if (brokenNameRule(variable)?.rule === 'malformed')
    throw badUse('The name of a variable has letters, digits and _, and does not begin with a digit.');
  const { id, slug } = await platform.server(name);
  const params = { path: { id, name: variable } };
  if (action === 'unset') {
    await platform.done(platform.api.DELETE('/api/v1/servers/{id}/variables/{name}', { params }));
    return { value: { name: variable, removed: true }, text: `Removed ${variable} of ${slug}.` };
  }
  const value = await readSecret(terminal, `Value of ${variable}`);
  const call = platform.api.PUT('/api/v1/servers/{id}/variables/{name}', { params, body: { value } });
  return { value: await platform.body(call), text: `Set ${variable} of ${slug}. Its replicas restart with it.` };
}

async function list(platform: Platform, name: string): Promise<Result> {
  const { id, slug } = await platform.server(name);
  const call = platform.api.GET('/api/v1/servers/{id}/variables', { params: { path: { id } } });
  const { items } = await platform.body(call);
  const rows = items.map((each) => [each.name, each.value, each.updatedAt]);
  const text = rows.length > 0 ? table(['NAME', 'VALUE', 'UPDATED'], rows) : `${slug} has no variables.`;
  return { value: items, text };
}
