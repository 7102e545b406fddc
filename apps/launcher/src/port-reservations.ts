import { linkSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive, readIdentity } from './processes/processes.js';

/**
 * Reserves a port for this process until it has ended: a file with its identity, in a folder of the user. Without a
 * folder that can be trusted, ports are as free as they look.
 * @returns false when a process that runs has reserved it
 */
export function reservePort(port: number, folder = folderOfUser()): boolean {
  if (!isTrusted(folder)) return true;
  const file = join(folder, String(port));
  // It gets its name when it is whole, so that no process reads half of it.
  const written = `${file}-${process.pid}`;
  try {
    writeFileSync(written, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    for (let attempt = 0; attempt < 2; attempt++) {
      if (isLinked(written, file)) return true;
      const holder = readIdentity(file);
      if (holder && isAlive(holder)) return false;
      rmSync(file, { force: true });
    }
    return false;
  } catch {
    return true;
  } finally {
    rmSync(written, { force: true });
  }
}

/** False when the name is taken. */
function isLinked(from: string, name: string): boolean {
  try {
    linkSync(from, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const folderOfUser = (): string => join(tmpdir(), `toolyard-ports-${process.getuid?.() ?? 0}`);

/** Made if it is missing; true when this user alone can write to it. */
function isTrusted(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(folder);
    return uid === (process.getuid?.() ?? 0) && (mode & 0o170777) === 0o040700;
  } catch {
    return false;
  }
}
