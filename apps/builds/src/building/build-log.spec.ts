import { describe, expect, test } from '@jest/globals';
import type { LogBatch, LogLineIn } from '@toolyard/contracts';
import { BuildLog } from './build-log.js';

const at = '2026-01-01T00:00:00.000Z';

function buildLog(maxBytes = 1_000_000) {
  const batches: LogBatch[] = [];
  const log = new BuildLog({
    serverId: 's',
    deploymentId: 'd',
    maxBytes,
    mask: (text) => text.replaceAll('secret', '***'),
    publish: async (batch) => void batches.push(batch),
    now: () => at,
  });
  return { log, batches, lines: (): LogLineIn[] => batches.flatMap((batch) => batch.lines) };
}

describe('a build log', () => {
  test('publishes every line in order, masked, in batches of at most 500 lines', async () => {
    const { log, batches, lines } = buildLog();
    for (let n = 0; n < 1_200; n++) log.write({ stage: 'image', stream: 'stdout', text: `secret ${n}` });
    await log.close('image');
    expect(lines().map(({ text }) => text)).toEqual(Array.from({ length: 1_200 }, (_, n) => `*** ${n}`));
    expect(batches.every((batch) => batch.lines.length <= 500)).toBe(true);
  });

  test('keeps its beginning at the limit, counts the rest, and keeps every line of the platform', async () => {
    const { log, lines } = buildLog(50);
    for (let n = 0; n < 20; n++) log.write({ stage: 'image', stream: 'stdout', text: '0123456789' });
    log.write({ stage: 'image', stream: 'platform', text: 'the reason' });
    await log.close('image');
    const texts = lines().map(({ text }) => text);
    expect(texts.filter((text) => text === '0123456789')).toHaveLength(5);
    expect(texts).toEqual(
      expect.arrayContaining([
        expect.stringContaining('reached its limit'),
        'the reason',
        '15 lines of output were not kept.',
      ]),
    );
  });

  test('cuts a line at 16 KiB', async () => {
    const { log, lines } = buildLog();
    log.write({ stage: 'image', stream: 'stdout', text: 'x'.repeat(100_000) });
    await log.close('image');
    expect(lines()[0]!.text).toHaveLength(16_385);
  });
});
