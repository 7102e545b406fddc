import { join } from 'node:path';
import { Child } from '../processes/child.js';
import { LogFile } from '../processes/log-file.js';

/** A process with one kept child that watches nothing; for the test that kills it. Says `up` when the child runs. */
const folder = process.argv[2]!;
const child = new Child(
  {
    name: 'program',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    env: process.env,
    probe: async () => null,
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
