import { describe, expect, test } from '@jest/globals';
import { listenersOf } from './sockets.js';

const head = '  sl  local_address rem_address   st tx_queue rx_queue\n';

describe('listening sockets', () => {
  test('are read from the tables of IPv4 and IPv6', () => {
    expect(
      listenersOf(`${head}   0: 0100007F:1F90 00000000:0000 0A 0\n   1: 00000000:0BB8 00000000:0000 0A 0\n`),
    ).toEqual([
      { address: '127.0.0.1', port: 8080 },
      { address: '0.0.0.0', port: 3000 },
    ]);
    expect(
      listenersOf(
        `${head}   0: 00000000000000000000000000000000:1F90 0:0 0A\n   1: ` +
          '00000000000000000000000001000000:0050 0:0 0A\n   2: 0000000000000000FFFF00000100007F:0051 0:0 0A\n',
      ),
    ).toEqual([
      { address: '::', port: 8080 },
      { address: '::1', port: 80 },
      { address: '127.0.0.1', port: 81 },
    ]);
  });

  test('connections are not listeners', () => {
    expect(listenersOf(`${head}   0: 0100007F:1F90 0100007F:1234 01 0\n`)).toEqual([]);
  });
});
