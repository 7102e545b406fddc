import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Every module that a compiled file loads when it is loaded, as paths and names of packages. */
function loadedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export|\}) ?.*?['"]([^'"]+)['"];$/gm))
    if (path!.startsWith('.')) loadedBy(join(dirname(file), path!), found);
    else found.add(path!);
  return found;
}

test('without an endpoint nothing of OpenTelemetry is loaded', () => {
  const loaded = [...loadedBy(join(import.meta.dirname, '../../main.js'))];
  expect(loaded).toContain('undici');
  expect(loaded.filter((one) => one.startsWith('@opentelemetry/') || one.includes('/tracing/'))).toEqual([]);
  expect([...loadedBy(join(import.meta.dirname, 'otlp.js'))]).toContain('@opentelemetry/sdk-trace');
});
