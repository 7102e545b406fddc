import { expect, test } from '@jest/globals';
import type { Server } from '../../api/servers/servers.js';
import { filtered, rowsOf, sortedRows } from './server-figures.js';

const server = (id: string, more: object = {}) =>
  ({
    id,
    name: id,
    status: 'live',
    disabled: false,
    lastDeploymentFailed: false,
    createdAt: '2026-11-01T00:00:00Z',
    updatedAt: '2026-11-01T00:00:00Z',
    lastDeployedAt: null,
    createdBy: { id: 'usr_1', name: 'Ada' },
    source: { provider: 'git', repository: `repo-${id}` },
    ...more,
  }) as Server;
const figures = (key: string, totalCalls: number, errorRate: number, p95: number | null) =>
  ({ key, totalCalls, errorRate, p95 }) as never;

const servers = [
  server('calm'),
  server('failing', { status: 'failing' }),
  server('busy'),
  server('new', { createdAt: '2026-11-20T00:00:00Z' }),
];
const rows = rowsOf(servers, [figures('busy', 1_000, 0.1, 90), figures('calm', 2_000, 0, 400)]);
const ids = (sorted: typeof rows) => sorted.map(({ server: { id } }) => id);

test('failing servers come first, then those with the most failed calls, then the newest', () => {
  expect(ids(sortedRows(rows, 'attention'))).toEqual(['failing', 'busy', 'new', 'calm']);
});

test('servers without calls come last by calls, by errors and by latency', () => {
  expect((['calls', 'errors', 'p95'] as const).map((sort) => ids(sortedRows(rows, sort)).slice(0, 2))).toEqual([
    ['calm', 'busy'],
    ['busy', 'calm'],
    ['calm', 'busy'],
  ]);
});

test('a server without calls has none, and while figures are read it is not known', () => {
  expect(rowsOf(servers, undefined)[0]!.figures).toBeUndefined();
  expect(rows.find(({ server: { id } }) => id === 'new')!.figures).toBeNull();
});

test('disabled servers are shown on request, and when their status is chosen', () => {
  const all = [server('on'), server('off', { disabled: true, status: 'disabled' })];
  const none = { search: '', deactivated: false, mine: false, status: '', owner: '' };
  const found = (change: object) => filtered(all, { ...none, ...change }, () => false).map(({ id }) => id);
  expect([found({}), found({ deactivated: true }), found({ status: 'disabled' })]).toEqual([
    ['on'],
    ['on', 'off'],
    ['off'],
  ]);
  expect([found({ mine: true }), found({ search: 'REPO-ON' }), found({ owner: 'usr_2' })]).toEqual([[], ['on'], []]);
});
