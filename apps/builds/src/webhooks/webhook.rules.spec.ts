import { describe, expect, test } from '@jest/globals';
import { hintOf, verdictOn, type WebhookHint } from './webhook.rules.js';

const at = '2026-11-27T12:00:00.000Z';
const hint = (event: string, payload: object): WebhookHint => hintOf({ id: 'd1', event }, payload, at);
const repository = { id: 7, full_name: 'acme/tools', owner: { login: 'acme' } };

describe('a webhook', () => {
  test('of a push to a branch concerns that branch', () => {
    expect(verdictOn(hint('push', { ref: 'refs/heads/feature/a', after: 'a', repository }))).toEqual({
      kind: 'push',
      branch: 'feature/a',
    });
  });

  test('of a tag named main deploys nothing', () => {
    expect(verdictOn(hint('push', { ref: 'refs/tags/main', repository })).kind).toBe('ignored');
  });

  test.each(['installation', 'installation_repositories', 'repository'])('%s concerns the access', (event) => {
    expect(verdictOn(hint(event, { repository }))).toEqual({ kind: 'access' });
    expect(verdictOn(hint(event, { installation: { account: { login: 'acme' } } }))).toEqual({ kind: 'access' });
  });

  test.each(['star', 'pull_request', 'a_new_one'])('%s is ignored with the reason', (event) => {
    expect(verdictOn(hint(event, { action: 'created', repository }))).toEqual({
      kind: 'ignored',
      reason: `Nothing depends on ${event}.created.`,
    });
  });

  test.each([[null], [[]], ['text'], [7]])('with the payload %j is refused', (payload) => {
    expect(() => hintOf({ id: 'd1', event: 'push' }, payload, at)).toThrow(/JSON object/);
  });

  test('with fields of other types than GitHub sends names nothing', () => {
    expect(hint('push', { ref: 7, repository: { id: 'x', full_name: {} }, installation: [] })).toMatchObject({
      ref: null,
      repository: null,
      account: null,
    });
  });
});
