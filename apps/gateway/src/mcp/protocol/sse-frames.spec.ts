import { describe, expect, test } from '@jest/globals';
import { cuts } from '../../testing/cuts.js';
import { SseFrames } from './sse-frames.js';

describe('event boundaries', () => {
  test('are found after an empty line, for every line end and every split', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const stream = Buffer.from(`data: 1${end}${end}id: 7${end}data: 2${end}${end}`);
      for (const chunks of cuts(stream)) {
        const frames = new SseFrames();
        const events: string[] = [];
        let event = '';
        for (const chunk of chunks) {
          frames.read(chunk, (part, ends) => {
            event += part.toString();
            if (!ends) return;
            events.push(event.trim());
            event = '';
          });
        }
        expect(events).toEqual([`data: 1`, `id: 7${end}data: 2`]);
        expect(frames.atBoundary).toBe(true);
      }
    }
  });

  test('are not found within an event', () => {
    const frames = new SseFrames();
    expect(frames.atBoundary).toBe(true);
    frames.read(Buffer.from('data: 1\n'));
    expect(frames.atBoundary).toBe(false);
    frames.read(Buffer.from('\n'));
    expect(frames.atBoundary).toBe(true);
    frames.read(Buffer.from(': comment'));
    expect(frames.atBoundary).toBe(false);
  });

  test('the slices together are the bytes of the stream', () => {
    const stream = Buffer.from('\n\ndata: ü\r\n\r\n: c\n\ndata: half');
    for (const chunks of cuts(stream)) {
      const slices: Buffer[] = [];
      const frames = new SseFrames();
      for (const chunk of chunks) frames.read(chunk, (part) => void slices.push(Buffer.from(part)));
      expect(Buffer.concat(slices).equals(stream)).toBe(true);
    }
  });
});
