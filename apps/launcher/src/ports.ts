import { createServer } from 'node:net';
import { once } from 'node:events';
import { Problem } from './problem.js';

/**
 * Free loopback ports, all different. Another program may take one before it is used: then that child fails, says so
 * and is tried again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export async function assertFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
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
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
