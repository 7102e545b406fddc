import { expect, test } from '@jest/globals';
import type { LogBatch } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { LogShipper } from './log-shipper.js';

const batch = (text: string): LogBatch => ({
  serverId: 's',
  deploymentId: 'd',
  containerId: '',
  lines: [{ stage: 'image', stream: 'stdout', at: '2026-01-01T00:00:00.000Z', text }],
});

/** Keeps what is published, and refuses as many messages first. */
function shipper(refusals: number) {
  const stored: string[] = [];
  let left = refusals;
  const publish = async (_subject: string, { lines }: LogBatch): Promise<void> => {
    if (left-- > 0) throw new Error('no responders');
    stored.push(lines[0]!.text);
  };
  return { shipper: new LogShipper({ publish } as unknown as Messaging), stored };
}

test('a refused batch is published again before the batches behind it', async () => {
  const { shipper: logs, stored } = shipper(1);
  expect(await Promise.all(['first', 'second'].map((text) => logs.ship('log', batch(text))))).toEqual([true, true]);
  expect(stored).toEqual(['first', 'second']);
});

test('after a stop each batch is tried once, and what is refused is reported as lost', async () => {
  const { shipper: logs, stored } = shipper(1);
  await logs.stop();
  expect(await Promise.all(['first', 'second'].map((text) => logs.ship('log', batch(text))))).toEqual([false, true]);
  expect(stored).toEqual(['second']);
});
