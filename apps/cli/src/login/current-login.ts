import { Failure } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { type Login, platformUrl, storedLogin } from './login-file.js';

/**
 * The platform and the key of this command: `TOOLYARD_URL` and `TOOLYARD_TOKEN`, else what `yard login` stored. The
 * stored key goes to the platform for which it was stored and to no other.
 *
 * @throws Failure `not_logged_in`, `login_unreadable`, `bad_use`
 */
export async function currentLogin(terminal: Pick<Terminal, 'env' | 'home'>): Promise<Login> {
  const { TOOLYARD_URL: url, TOOLYARD_TOKEN: token } = terminal.env;
  if (url && token) return { url: platformUrl(url), token };
  const stored = await storedLogin(terminal);
  if (!stored)
    throw new Failure(
      'not_logged_in',
      'No platform is chosen. Run `yard login URL --token -`, or set TOOLYARD_URL and TOOLYARD_TOKEN.',
    );
  if (url && platformUrl(url) !== stored.url)
    throw new Failure(
      'not_logged_in',
      `The stored key is of ${stored.url}, and TOOLYARD_URL names another platform. Set TOOLYARD_TOKEN as well.`,
    );
  return { url: stored.url, token: token || stored.token };
}
