import { get } from 'node:http';
import { connect } from 'node:net';

/**
 * @returns null for a healthy service, else what its health page says
 * @throws Error when it does not answer
 */
export function health(url: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, signal }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve(answer.statusCode === 200 ? null : `${url} answered ${answer.statusCode}: ${body.slice(0, 500)}`);
      });
    });
    asked.on('error', reject);
  });
}

/** Resolves when a program accepts connections at a port of loopback, rejects when none does. */
export function accepts(port: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const done = (end: () => void) => () => {
      socket.destroy();
      end();
    };
    socket.once(
      'connect',
      done(() => resolve(null)),
    );
    socket.once('error', reject);
    signal.addEventListener(
      'abort',
      done(() => reject(new Error('aborted'))),
      { once: true },
    );
  });
}
