import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const othersBits = 0o077;
/** Files of the private Docker Engine: their modes are those of files in images. */
const engineFolder = 'docker';

/**
 * Takes all rights of other users from a data folder and what is in it, except from the private Docker Engine's files.
 * A folder below that is private already is not entered: no other user reaches what it holds.
 * @param path an existing folder, in which programs may be running
 */
export function closeToOthers(path: string): void {
  close(path, lstatSync(path).mode);
  for (const name of readdirSync(path)) if (name !== engineFolder) closeDeep(join(path, name));
}

function closeDeep(path: string): void {
  try {
    const about = lstatSync(path);
    // Files of another user in the folder, such as lost+found at a mount point, are not ours to change.
    if (about.isSymbolicLink() || !(about.mode & othersBits) || about.uid !== process.geteuid?.()) return;
    close(path, about.mode);
    if (about.isDirectory()) for (const name of readdirSync(path)) closeDeep(join(path, name));
  } catch (error) {
    // A running program has removed it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function close(path: string, mode: number): void {
  if (mode & othersBits) chmodSync(path, mode & 0o7700);
}
