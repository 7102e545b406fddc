import { describe, expect, test } from '@jest/globals';
import { exitFailure, missingVariable, probeFailure, quotedLines } from './candidate-failures.js';

const run = { port: 8080, paths: ['/mcp', '/'], startupSeconds: 60, memoryMb: 256, cpus: 1, pids: 64 };

describe('failure sentences', () => {
  test('an exit names the code, the last lines, and that the live deployment stays live', () => {
    const failure = exitFailure({ exitCode: 3, outOfMemory: false }, run, ['first', 'Error: no key'], true);
    expect(failure.code).toBe('exited');
    expect(failure.reason).toContain('exited with code 3');
    expect(failure.reason).toContain('stays live');
    expect(failure.reason).toMatch(/first\nError: no key$/);
  });

  test('running out of memory is its own failure and names the limit', () => {
    expect(exitFailure({ exitCode: 137, outOfMemory: true }, run, [], true)).toMatchObject({
      code: 'out_of_memory',
      reason: expect.stringContaining('256 MB'),
    });
  });

  test('a silent port names the sockets that listen instead', () => {
    const reason = (listeners: { address: string; port: number }[] | null) =>
      probeFailure({ ok: false, code: 'nothing_listens', detail: '' }, run, listeners, true).reason;
    expect(reason([{ address: '127.0.0.1', port: 8080 }])).toContain(
      '127.0.0.1:8080, which is reachable only inside the container',
    );
    expect(reason([{ address: '0.0.0.0', port: 3000 }])).toContain('0.0.0.0:3000 instead');
    expect(reason([])).toContain('listens on no port at all');
    expect(reason(null)).toContain('does not listen there');
  });

  test('an answer that is not MCP is quoted', () => {
    expect(
      probeFailure({ ok: false, code: 'not_mcp', detail: '/mcp → HTTP 200 with a page: <h1>Hi' }, run, null, true)
        .reason,
    ).toContain('<h1>Hi');
  });

  test('say that the live deployment stays live only where one is live', () => {
    const exit = (hasLive: boolean) => exitFailure({ exitCode: 3, outOfMemory: false }, run, [], hasLive).reason;
    const silent = (hasLive: boolean) =>
      probeFailure({ ok: false, code: 'nothing_listens', detail: '' }, run, [], hasLive).reason;
    for (const reason of [exit, silent]) {
      expect(reason(true)).toContain('stays live');
      expect(reason(false)).not.toContain('live');
    }
  });

  test('quote from the line that names the error, above a long stack', () => {
    const stack = Array.from({ length: 30 }, (_, n) => `    at file ${n}`);
    const lines = ['started', "Error: Cannot find module './missing'", 'Require stack:', ...stack, 'Node.js v24.0.0'];
    expect(quotedLines(lines)).toEqual(lines.slice(1, 16));
    expect(quotedLines(['one', 'TypeError: x', 'two'])).toEqual(['one', 'TypeError: x', 'two']);
    expect(quotedLines(stack)).toEqual(stack.slice(-15));
  });

  test.each([
    ['Error: API_KEY is required', 'API_KEY'],
    ['Missing environment variable GITHUB_TOKEN', 'GITHUB_TOKEN'],
    ["KeyError: 'DATABASE_URL'", 'DATABASE_URL'],
    ['The environment variable "OPENAI_API_KEY" must be set.', 'OPENAI_API_KEY'],
    ['pydantic: SLACK_TOKEN field required', 'SLACK_TOKEN'],
  ])('name the missing variable of %p, and where to set it', (line, name) => {
    const failure = exitFailure({ exitCode: 1, outOfMemory: false }, run, ['starting', line], false);
    expect(failure.reason).toContain(`The variable ${name} seems to be missing: set it under Variables of the server`);
  });

  test.each(['Error: cannot read my_file, not found', 'TypeError: x is undefined', 'listening on PORT 8080'])(
    'name no variable for %p',
    (line) => expect(missingVariable([line])).toBeUndefined(),
  );
});
