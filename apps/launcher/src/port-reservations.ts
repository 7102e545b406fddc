import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Reserves a port for this process until it has ended: a file with its pid, in a folder of the user. Without a folder
 * that can be trusted, ports are as free as they look.
 * @returns false when a process that runs has reserved it
 */
export function reservePort(port: number, folder = folderOfUser()): boolean {
  if (!isTrusted(folder)) return true;
  const file = join(folder, String(port));
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
      if (runs(file)) return false;
      rmSync(file, { force: true });
    }
  }
  return false;
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

function runs(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
