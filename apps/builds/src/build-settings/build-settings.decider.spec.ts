import { describe, expect, test } from '@jest/globals';
import type { BuildSettings } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { buildSettingsDecider, type ChangeBuildSettings } from './build-settings.decider.js';

const actor = { kind: 'user' as const, id: 'u', name: 'Ada' };
const at = '2026-01-01T00:00:00.000Z';
const change = (settings: BuildSettings): ChangeBuildSettings => ({
  type: 'change',
  serverId: 'srv_1',
  settings,
  actor,
  at,
});
const { after } = deciderSpec(buildSettingsDecider);

describe('build settings', () => {
  test('are stored with all fields after each change', () => {
    expect(after(change({ node: '22' })).when(change({ build: 'make' }))).toEqual([
      { type: 'BuildSettingsChanged', data: { serverId: 'srv_1', settings: { build: 'make' }, actor, at } },
    ]);
  });

  test('that are the same, in whatever order, change nothing', () => {
    expect(after().when(change({}))).toEqual([]);
    expect(after(change({ node: '22', build: 'make' })).when(change({ build: 'make', node: '22' }))).toEqual([]);
  });
});
