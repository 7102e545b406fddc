import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/**
 * Writes files that are made from the code, those that changed. With --check it writes nothing, says which are stale
 * and ends the process with 1.
 * @param files path from the root of the repository → text
 * @param complaint follows the path of a stale file
 */
export function writeMade(files, complaint) {
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, root);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (process.argv.includes('--check')) {
      console.log(`${path} ${complaint}`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, text);
      console.log(`Wrote ${path}`);
    }
  }
}
