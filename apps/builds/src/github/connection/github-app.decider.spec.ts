import { expect, test } from '@jest/globals';
import { type ConnectedApp, githubAppDecider } from './github-app.decider.js';

const app: ConnectedApp = {
  appId: 1,
  slug: 'toolyard',
  name: 'Toolyard',
  url: 'https://github.com/apps/toolyard',
  githubUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  keysVersion: 3,
};
const by = { actor: { kind: 'user', id: 'usr_1', name: 'Ada' } as const, at: '2026-01-01T00:00:00.000Z' };
const connected = githubAppDecider
  .decide({ type: 'connect', app, ...by }, null)
  .reduce(githubAppDecider.evolve, githubAppDecider.initial);

test('a connected App is kept until it is disconnected', () => {
  expect(connected).toEqual(app);
  expect(() => githubAppDecider.decide({ type: 'connect', app: { ...app, appId: 2 }, ...by }, connected)).toThrow(
    'Disconnect it first',
  );
  const [event] = githubAppDecider.decide({ type: 'disconnect', ...by }, connected);
  expect(event!.data).toMatchObject({ appId: 1, keysVersion: 3 });
  expect(githubAppDecider.evolve(connected, event!)).toBeNull();
});

test('disconnecting twice changes nothing', () => {
  expect(githubAppDecider.decide({ type: 'disconnect', ...by }, null)).toEqual([]);
});
