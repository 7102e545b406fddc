import { describe, expect, test } from '@jest/globals';
import { byClient, reportOf } from './report.js';

const step = (client: string, name: string, ok: boolean) => ({
  client,
  name,
  ok,
  request: { method: 'GET', url: 'http://x/s/a/mcp' },
  status: ok ? 200 : 404,
  got: 'nothing',
  expected: 'a document',
  ...(ok ? {} : { repair: 'Set the public URL.' }),
});

describe('the report of a connection check', () => {
  test('keeps clients in the order in which they first appear, with their steps in order', () => {
    const grouped = byClient([
      step('Claude', 'one', true),
      step('Cursor', 'two', true),
      step('Claude', 'three', false),
    ]);
    expect(grouped.map(([client, steps]) => [client, steps.map(({ name }) => name)])).toEqual([
      ['Claude', ['one', 'three']],
      ['Cursor', ['two']],
    ]);
  });

  test('says of a failed step what was expected, what came, and how to repair it', () => {
    const text = reportOf({
      url: 'http://x/s/a/mcp',
      ok: false,
      checkedAt: '2026-01-01T00:00:00Z',
      steps: [step('Claude', 'Find the authorization server', false)],
    });
    expect(text).toContain('FAIL Claude: Find the authorization server');
    expect(text).toContain('repair: Set the public URL.');
  });
});
