import { describe, expect, test } from '@jest/globals';
import { exitFailure, probeFailure } from './candidate-failures.js';

const run = { port: 8080, paths: ['/mcp', '/'], startupSeconds: 60, memoryMb: 256, cpus: 1, pids: 64 };

describe('failure sentences', () => {
  test('an exit names the code, the last lines, and that the live deployment stays live', () => {
    const failure = exitFailure({ exitCode: 3, outOfMemory: false }, run, ['first', 'Error: no key']);
    expect(failure.code).toBe('exited');
    expect(failure.reason).toContain('exited with code 3');
    expect(failure.reason).toContain('stays live');
    expect(failure.reason).toMatch(/first\nError: no key$/);
  });

  test('running out of memory is its own failure and names the limit', () => {
    expect(exitFailure({ exitCode: 137, outOfMemory: true }, run, [])).toMatchObject({
      code: 'out_of_memory',
      reason: expect.stringContaining('256 MB'),
    });
  });

  test('a silent port names the sockets that listen instead', () => {
    const reason = (listeners: { address: string; port: number }[] | null) =>
      probeFailure({ ok: false, code: 'nothing_listens', detail: '' }, run, listeners).reason;
    expect(reason([{ address: '127.0.0.1', port: 8080 }])).toContain(
      '127.0.0.1:8080, which is reachable only inside the container',
    );
    expect(reason([{ address: '0.0.0.0', port: 3000 }])).toContain('0.0.0.0:3000 instead');
    expect(reason([])).toContain('listens on no port at all');
    expect(reason(null)).toContain('does not listen there');
  });

  test('an answer that is not MCP is quoted', () => {
    expect(
      probeFailure({ ok: false, code: 'not_mcp', detail: '/mcp → HTTP 200 with an HTML page: <h1>Hi' }, run, null)
        .reason,
    ).toContain('<h1>Hi');
  });
});
