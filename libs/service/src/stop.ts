import { log } from './observing/log.js';

const patienceMs = 10_000;

let watched = false;

/** A process whose state is no longer certain ends, and is started again; the log line has no foreign message. */
function endOnUnexpectedErrors(): void {
  if (watched) return;
  watched = true;
  const end = (error: unknown) => {
    logged(() => log.fatal({ err: error }, 'an error that nothing handled ended the process'));
    exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** When the launcher is gone, nothing reads the log any more, and writing to it can throw. */
function logged(write: () => void): void {
  try {
    write();
  } catch {
    // The process ends all the same.
  }
}

/**
 * Ends the process for certain: a listener for `exit` that throws, such as one that flushes the log, prevents an exit.
 */
function exit(code: number): void {
  try {
    process.exit(code);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

/**
 * Closes the application once on SIGTERM, SIGINT, or when the launcher that holds the other end of stdin is gone
 * (`TOOLYARD_PARENT_PIPE=1`), so that a killed launcher leaves no service behind.
 */
export function stopOnSignal(app: { close(): Promise<void> }): void {
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    logged(() => log.info({ why }, 'stopping'));
    setTimeout(() => {
      logged(() => log.warn(`not stopped within ${patienceMs} ms, ending anyway`));
      exit(1);
    }, patienceMs).unref();
    app.close().then(
      () => exit(0),
      (error: unknown) => {
        logged(() => log.error({ err: error }, 'could not stop cleanly'));
        exit(1);
      },
    );
  };
  endOnUnexpectedErrors();
  // Not `once`: a library that adds a listener of its own would end the process when ours is gone.
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (process.env['TOOLYARD_PARENT_PIPE'] === '1') {
    process.stdin.once('end', () => stop('the launcher is gone'));
    process.stdin.once('error', () => stop('the launcher is gone'));
    process.stdin.resume();
  }
}
