import { createServer, type RequestListener } from 'node:http';
import { duplexPair } from 'node:stream';
import { type Fetch, httpFetch } from '@toolyard/mcp';

/**
 * A fetch whose requests reach `listener` as any request would, without leaving the process: what they carry is on no
 * network.
 */
export function innerFetch(listener: RequestListener): Fetch {
  // It never listens; connections are handed to it.
  const server = createServer(listener);
  return httpFetch({
    createConnection: () => {
      const [near, far] = duplexPair();
      server.emit('connection', far);
      return near;
    },
  });
}
