import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { reservePort } from './port-reservations.js';
import { Problem } from './problem.js';

/** Below the ports that the kernel gives out, so that no connection takes one before it is listened on. */
const range = { first: 20_000, count: 12_000 };
const attempts = 1_000;

/**
 * Free loopback ports, all different. They are reserved for this process, so that no other installation of the same
 * user takes them before they are listened on. Another program may still do so: then that child fails, says so and is
 * tried again.
 * @throws Problem `port_in_use` when none can be found
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt === attempts)
      throw new Problem('port_in_use', `No free port was found from ${range.first} to ${range.first + range.count}.`);
    const port = range.first + randomInt(range.count);
    if (!ports.includes(port) && reservePort(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

const isFree = (port: number): Promise<boolean> =>
  tryListening('127.0.0.1', port).then(
    () => true,
    () => false,
  );

export async function assertFree(host: string, port: number): Promise<void> {
  try {
    await tryListening(host, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Problem(
        'port_in_use',
        `Port ${port} is already in use. Stop what listens there, or choose another with --port N.`,
        { cause: error },
      );
    if (code === 'EACCES')
      throw new Problem('port_in_use', `Port ${port} may only be used by root. Choose one above 1023 with --port N.`, {
        cause: error,
      });
    throw new Problem(
      'port_in_use',
      `${host} port ${port} cannot be listened on (${code}). Choose another with --port N, or set TOOLYARD_HOST.`,
      { cause: error },
    );
  }
}

/** Listens for a moment. @throws ErrnoException when that cannot be done */
async function tryListening(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
