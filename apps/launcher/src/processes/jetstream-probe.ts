import { connect } from 'node:net';

/** How a client shows NATS who it is; neither for a server without authentication. */
export type NatsCredential = { user: string; password: string } | { token: string | undefined };

const inbox = '_INBOX.launcher';

/**
 * Asks JetStream for its account information, as a client does: `/healthz` of nats-server answers "ok" while JetStream
 * is dead. Speaks the protocol itself (docs.nats.io, Client Protocol), because the launcher keeps no client in memory.
 *
 * @returns null when JetStream works, else what it answered; rejects when nothing answers until the signal is aborted
 */
export function askJetStream(port: number, login: NatsCredential, signal: AbortSignal): Promise<string | null> {
  const about = 'user' in login ? { user: login.user, pass: login.password } : { auth_token: login.token };
  const options = { verbose: false, pedantic: false, headers: true, no_responders: true, protocol: 1, ...about };
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const end = (finish: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      finish();
    };
    const abort = () => end(() => reject(new Error('JetStream does not answer')));
    signal.addEventListener('abort', abort, { once: true });
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const greeted = received.length > 0;
      received += text;
      if (!greeted)
        socket.write(
          `CONNECT ${JSON.stringify(options)}\r\nSUB ${inbox} 1\r\nPUB $JS.API.INFO ${inbox} 0\r\n\r\nPING\r\n`,
        );
      const answer = answerIn(received);
      if (answer !== undefined) end(() => resolve(answer));
    });
    socket.once('error', (error) => end(() => reject(error)));
    socket.once('close', () => end(() => reject(new Error('NATS closed the connection'))));
  });
}

/** @returns undefined until the answer is complete */
function answerIn(received: string): string | null | undefined {
  const error = /(?:^|\r\n)-ERR '([^']*)'/.exec(received);
  if (error) return `NATS: ${error[1]}`;
  if (/\r\nHMSG [^\r]*\r\nNATS\/1\.0 503/.test(received)) return 'JetStream is not there';
  const message = /\r\nMSG \S+ 1 \d+\r\n(\{.*\})\r\n/.exec(received);
  if (!message) return undefined;
  const { error: refused } = JSON.parse(message[1]!) as { error?: { description?: string } };
  return refused ? `JetStream: ${refused.description ?? 'an error'}` : null;
}
