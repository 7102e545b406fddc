import { describe, expect, test } from '@jest/globals';
import type { LogBatch, LogLineIn } from '@toolyard/contracts';
import protobuf from 'protobufjs';
import { BuildLog } from './build-log.js';
import { stageOfStep, TraceReader } from './build-trace.js';
import type { BuildLine } from '../images/image-builder.js';
import { StageClock } from './stage-clock.js';

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
  test('publishes every line in order, masked, in batches that a message can hold', async () => {
    const { log, batches, lines } = buildLog();
    for (let n = 0; n < 1_200; n++) log.write({ stage: 'image', stream: 'stdout', text: `secret ${n}` });
    await log.close('image');
    expect(lines().map(({ text }) => text)).toEqual(Array.from({ length: 1_200 }, (_, n) => `*** ${n}`));
    expect(batches.every((batch) => batch.lines.length <= 500)).toBe(true);
  });

  test('keeps the first part when it grows too large, counts the rest, and never drops what the platform says', async () => {
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

  test('cuts a line that is too long for anybody', async () => {
    const { log, lines } = buildLog();
    log.write({ stage: 'image', stream: 'stdout', text: 'x'.repeat(100_000) });
    await log.close('image');
    expect(lines()[0]!.text).toHaveLength(16_385);
  });
});

describe('the clock of stages', () => {
  test('keeps the first start and the last end of a stage that comes back', () => {
    let second = 0;
    const clock = new StageClock(() => `t${second++}`);
    clock.enter('fetch');
    clock.enter('image');
    clock.enter('dependencies');
    clock.enter('image');
    clock.enter('image');
    expect(clock.current).toBe('image');
    expect(clock.end()).toEqual([
      { name: 'fetch', startedAt: 't0', endedAt: 't1' },
      { name: 'image', startedAt: 't1', endedAt: 't4' },
      { name: 'dependencies', startedAt: 't2', endedAt: 't3' },
    ]);
  });
});

describe("the engine's progress", () => {
  // The wire format of the fields used, written apart from the reader's own description.
  const { root } = protobuf.parse(`syntax = "proto3";
    message Status { repeated Vertex vertexes = 1; repeated Log logs = 3; }
    message Vertex { string digest = 1; string name = 3; bool cached = 4; Time started = 5; Time completed = 6; string error = 7; }
    message Log { string vertex = 1; int64 stream = 3; bytes msg = 4; }
    message Time { int64 seconds = 1; }`);
  const type = root.lookupType('Status');
  const encode = (status: object) => Buffer.from(type.encode(type.fromObject(status)).finish()).toString('base64');
  const log = (text: string | Buffer, stream = 1) =>
    encode({ logs: [{ vertex: 'v', stream, msg: Buffer.from(text as string).toString('base64') }] });

  function reader() {
    const lines: BuildLine[] = [];
    const stages: string[] = [];
    return {
      lines,
      stages,
      read: new TraceReader(
        (line) => lines.push(line),
        (stage) => stages.push(stage),
      ),
    };
  }

  test.each([
    ['[build 4/6] RUN npm ci --no-audit', 'dependencies'],
    ['[2/3] RUN --mount=type=cache pip install -r requirements.txt', 'dependencies'],
    ['[3/3] RUN npm run build', 'image'],
    ['[1/3] FROM docker.io/library/node:24', 'image'],
    ['exporting to image', 'push'],
  ])('of step %j belongs to stage %s', (step, stage) => {
    expect(stageOfStep(step)).toBe(stage);
  });

  test('becomes whole lines, whatever pieces and UTF-8 halves it comes in, with the stage of their step', () => {
    const { lines, stages, read } = reader();
    const euro = Buffer.from('€');
    read.read(encode({ vertexes: [{ digest: 'v', name: '[1/1] RUN npm ci', started: { seconds: 1 } }] }));
    read.read(log('half '));
    read.read(log(euro.subarray(0, 1)));
    read.read(log(Buffer.concat([euro.subarray(1), Buffer.from('\n\u001b[31mred\u001b[0m\n10%\r50%\r100%\nrest')])));
    read.finish();
    expect(lines.map(({ text }) => text)).toEqual([
      '[1/1] RUN npm ci',
      'half €',
      '\u001b[31mred\u001b[0m',
      '100%',
      'rest',
    ]);
    expect(lines.every(({ stage }) => stage === 'dependencies')).toBe(true);
    expect(stages).toEqual(['dependencies']);
  });

  test('tells which step failed and what it said; a step that was only interrupted is none', () => {
    const { read } = reader();
    read.read(
      encode({
        vertexes: [{ digest: 'a', name: '[1/2] RUN x', started: {}, completed: {}, error: 'context canceled' }],
      }),
    );
    expect(read.failure).toBeNull();
    read.read(
      encode({ vertexes: [{ digest: 'v', name: '[2/2] RUN y', started: {}, completed: {}, error: 'exit code: 1' }] }),
    );
    expect(read.failure).toEqual({ step: '[2/2] RUN y', stage: 'image', message: 'exit code: 1' });
  });

  test('without an end of line does not grow for ever', () => {
    const { lines, read } = reader();
    for (let n = 0; n < 10; n++) read.read(log('x'.repeat(10_000)));
    read.finish();
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every(({ text }) => text.length <= 20_000)).toBe(true);
  });
});
