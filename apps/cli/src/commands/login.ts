import { Platform } from '../api/platform.js';
import { badUse } from '../failure.js';
import { platformUrl, storeLogin } from '../login/login-file.js';
import { plain, readSecret, type Result, type Terminal } from '../terminal.js';

/**
 * Stores a platform and an API key that it accepts. The key comes from `TOOLYARD_TOKEN` or standard input.
 *
 * @param token what follows `--token`: `-` for standard input, or nothing
 */
export async function login(terminal: Terminal, address: string, token?: string | true): Promise<Result> {
  const url = platformUrl(address);
  if (typeof token === 'string' && token !== '-')
    throw badUse(
      'An API key in an argument is visible to every user of this machine, so it was not used. Revoke it if others ' +
        'work here, write `--token -` and pipe the key in, or set TOOLYARD_TOKEN.',
    );
  const fromEnvironment = token === undefined && terminal.env['TOOLYARD_TOKEN'];
  const key = fromEnvironment || (await readSecret(terminal, 'API key')).trim();
  // A header has visible ASCII alone, and an API key is one word.
  if (!/^[\x21-\x7e]+$/.test(key)) throw badUse('An API key is one word. Copy it again from My API keys.');
  const platform = new Platform({ url, token: key }, terminal.signal);
  const { name, role, rights } = await platform.body(platform.api.GET('/api/v1/me'));
  const path = await storeLogin(terminal, { url, token: key });
  if (isInClear(url)) terminal.err(`The key travels in clear: ${url} has no https.\n`);
  const text = `Logged in at ${url} as ${plain(name)} (${role}; rights: ${rights.join(', ')}). Stored in ${path}.`;
  return { value: { url, name, role, rights, path }, text };
}

function isInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !['localhost', '[::1]'].includes(hostname) && !hostname.startsWith('127.');
}
