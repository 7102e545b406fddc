import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../processes/child.js';
import { LogFile } from '../processes/log-file.js';

/** A process with one kept child that watches nothing; for the test that kills it. Says `up` when the child runs. */
const folder = process.argv[2]!;
const started = join(folder, 'started');
const child = new Child(
  {
    name: 'program',
    command: process.execPath,
    args: ['-e', `require('fs').writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000)`],
    env: process.env,
    // Only a program that runs is bound to its parent; the one that binds it may be killed before it has.
    probe: async () => (existsSync(started) ? null : 'not started'),
    startWithinMs: 20_000,
    stopWithinMs: 5_000,
    pidFile: join(folder, 'program.json'),
  },
  new LogFile(join(folder, 'program.log')),
  { info() {}, warn() {} },
  () => {},
);
await child.start();
console.log('up');
