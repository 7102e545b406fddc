import { BackupRefused, backUp, restore } from './storage/backup.js';
import { DatabaseInUse } from './storage/database.js';

const usage = `Usage:
  backup <events.db> <to>      copies a running or stopped event store
  restore <from> <events.db>   puts a backup in place; the event store must be stopped`;

function run([command, from, to, ...rest]: string[]): void {
  if (!from || !to || rest.length > 0 || (command !== 'backup' && command !== 'restore')) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  process.umask(0o077);
  const report = command === 'backup' ? backUp(from, to) : restore(from, to);
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

try {
  run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BackupRefused || error instanceof DatabaseInUse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
