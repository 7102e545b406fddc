import { describe, expect, test } from '@jest/globals';
import type { SlugEvent } from '@toolyard/contracts';
import { slugDecider, type SlugCommand } from './slug.decider.js';

const at = '2026-11-20T10:00:00.000Z';
const reserved = (serverId: string): SlugEvent => ({ type: 'SlugReserved', data: { slug: 'weather', serverId, at } });
const released = (serverId: string): SlugEvent => ({ type: 'SlugReleased', data: { slug: 'weather', serverId, at } });
const command = (type: 'reserve' | 'release', serverId: string): SlugCommand => ({
  type,
  slug: 'weather',
  serverId,
  at,
});
const when = (asked: SlugCommand, ...given: SlugEvent[]) =>
  slugDecider.decide(asked, given.reduce(slugDecider.evolve, slugDecider.initial));

describe('a slug', () => {
  test('goes to the first who asks', () => {
    expect(when(command('reserve', 'a'))).toEqual([reserved('a')]);
    expect(() => when(command('reserve', 'b'), reserved('a'))).toThrow(
      expect.objectContaining({ code: 'slug_taken', details: { slug: 'weather' } }),
    );
  });

  test('asked for again by its holder changes nothing', () => {
    expect(when(command('reserve', 'a'), reserved('a'))).toEqual([]);
  });

  test('is free again once released', () => {
    expect(when(command('release', 'a'), reserved('a'))).toEqual([released('a')]);
    expect(when(command('reserve', 'b'), reserved('a'), released('a'))).toEqual([reserved('b')]);
  });

  test('is released by nobody but its holder', () => {
    expect(when(command('release', 'b'), reserved('a'))).toEqual([]);
    expect(when(command('release', 'a'))).toEqual([]);
  });
});
