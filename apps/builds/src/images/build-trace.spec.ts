import { describe, expect, test } from '@jest/globals';
import protobuf from 'protobufjs';
import { stageOfStep, TraceReader } from './build-trace.js';
import type { BuildLine } from './image-builder.js';

describe("the engine's progress", () => {
  // The wire format of the fields used, independent of the definition that the reader uses.
  const { root } = protobuf.parse(`syntax = "proto3";
    message Status { repeated Vertex vertexes = 1; repeated Log logs = 3; }
    message Vertex {
      string digest = 1; string name = 3; bool cached = 4; Time started = 5; Time completed = 6; string error = 7;
    }
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

  test('becomes whole lines, however it is split, with the stage of their step', () => {
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

  test('names the step that failed and its error; an interrupted step has not failed', () => {
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

  test('is cut when a line has no end', () => {
    const { lines, read } = reader();
    for (let n = 0; n < 10; n++) read.read(log('x'.repeat(10_000)));
    read.finish();
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every(({ text }) => text.length <= 20_000)).toBe(true);
  });
});
