import { describe, expect, test } from '@jest/globals';
import { Rejected } from '@toolyard/contracts';
import { SecretMasks } from './secret-masks.js';

describe('variables that cannot be delivered', () => {
  test('are asked for once, and again when they have changed', async () => {
    const asked: string[] = [];
    const masks = new SecretMasks(async (serverId) => {
      asked.push(serverId);
      if (asked.length === 1) throw new Rejected('variables_undeliverable', 'too large');
      return { TOKEN: 'a-secret-value' };
    });
    await masks.refresh('srv_1', '1');
    await masks.refresh('srv_1', '1');
    expect([masks.get('srv_1', '1'), asked.length]).toEqual([null, 1]);
    await masks.refresh('srv_1', '2');
    expect([masks.get('srv_1', '2') === null, asked.length]).toEqual([false, 2]);
  });
});
