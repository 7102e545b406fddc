import { log } from './observing/log.js';

const patienceMs = 10_000;

/** A process whose state is no longer certain ends, and is started again; the log line has no foreign message. */
function endOnUnexpectedErrors(): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'an error that nothing handled ended the process');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
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
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.warn(`not stopped within ${patienceMs} ms, ending anyway`);
      process.exit(1);
    }, patienceMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
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
