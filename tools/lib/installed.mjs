// Exit 0 when node_modules holds what package-lock.json asks for, so that a checkout set up by hand is not installed a
// second time.
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const packages = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8')).packages;

try {
  const locked = packages('package-lock.json');
  const present = packages('node_modules/.package-lock.json');
  for (const [path, { version, integrity, optional, link }] of Object.entries(locked)) {
    if (!path.includes('node_modules/')) continue;
    if (link) {
      if (!existsSync(new URL(`${path}/package.json`, root))) throw new Error(`${path} is not linked`);
      continue;
    }
    const found = present[path];
    if (found ? found.version !== version || found.integrity !== integrity : !optional)
      throw new Error(`${path} is not what the lock file asks for`);
  }
} catch {
  process.exitCode = 1;
}
