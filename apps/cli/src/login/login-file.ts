import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.js';
import type { Terminal } from '../terminal.js';

/** A platform, and the API key with which its user is there. */
export interface Login {
  /** Origin of the platform, without a slash at the end. */
  url: string;
  token: string;
}

type Place = Pick<Terminal, 'env' | 'home'>;

/** `~/.config/toolyard/yard.json`, or below `XDG_CONFIG_HOME` (the XDG Base Directory Specification). */
export const loginPath = ({ env, home }: Place): string =>
  join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'toolyard', 'yard.json');

/** @throws Failure `login_unreadable` */
export async function storedLogin(place: Place): Promise<Login | null> {
  const path = loginPath(place);
  try {
    const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
    const { url, token } = (stored ?? {}) as Partial<Record<string, unknown>>;
    if (typeof url === 'string' && typeof token === 'string' && token !== '') return { url: platformUrl(url), token };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(path, error);
  }
  throw unreadable(path);
}

const unreadable = (path: string, cause?: unknown): Failure =>
  new Failure('login_unreadable', `${path} cannot be read. Run \`yard login URL --token -\` to write it again.`, null, {
    cause,
  });

/** Writes the file anew, so that it is never half-written and never readable by other users. */
export async function storeLogin(place: Place, login: Login): Promise<string> {
  const path = loginPath(place);
  const next = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(next, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw new Failure('login_not_stored', `${path} cannot be written. Nothing was stored; check the folder.`, null, {
      cause: error,
    });
  }
  return path;
}

/** Whether other users of the machine may read the stored key; null without one. */
export async function isReadableByOthers(place: Place): Promise<boolean | null> {
  return stat(loginPath(place)).then(
    ({ mode }) => (mode & 0o077) !== 0,
    () => null,
  );
}

/** The origin of a platform. @throws Failure `bad_use` */
export function platformUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.pathname !== '/')
    throw new Failure(
      'bad_use',
      'The URL of the platform is its address alone, such as https://tools.example.com, without a path or a password.',
    );
  return url.origin;
}
