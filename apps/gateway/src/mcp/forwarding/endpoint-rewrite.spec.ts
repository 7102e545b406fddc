import { describe, expect, test } from '@jest/globals';
import { cuts } from '../../testing/cuts.js';
import { EndpointRewrite } from './endpoint-rewrite.js';

function through(
  stream: Buffer | string,
  chunks: Buffer[] = [Buffer.from(stream)],
): { out: string; inner: string; foreign: boolean } {
  const found = { out: '', inner: '', foreign: false };
  const rewrite = new EndpointRewrite('/base/s/tools/sse', {
    isOwn: (url) => url.host === 'localhost:8080',
    onEndpoint: (given) => (found.inner = given),
    onForeign: () => (found.foreign = true),
  });
  found.out = Buffer.concat(chunks.map((chunk) => rewrite.push(chunk))).toString();
  return found;
}

describe('the endpoint event of the HTTP+SSE transport', () => {
  test('gets the public path as a prefix, loses its origin and keeps its query; other events stay unchanged', () => {
    for (const data of ['/messages/?session_id=a%20b&x=1', 'http://localhost:8080/messages/?session_id=a%20b&x=1']) {
      const stream = Buffer.from(`: hi\n\nevent: endpoint\r\ndata: ${data}\r\n\r\ndata: event: endpoint\n\n`);
      for (const chunks of cuts(stream)) {
        const { out, inner } = through(stream, chunks);
        const others = out.replace('event: endpoint\ndata: /base/s/tools/sse/messages/?session_id=a%20b&x=1\n\n', '');
        expect(others.replace(/^\n/m, '')).toMatch(/^: hi\n+(\n)?data: event: endpoint\n\n$/);
        expect(inner).toBe('/messages/?session_id=a%20b&x=1');
      }
    }
  });

  test.each([
    '\ufeffevent: endpoint\ndata: /messages\n\n',
    'event:endpoint\ndata:/messages\n\n',
    'data: /messages\nid: 1\nevent: endpoint\n\n',
    'event: other\nevent: endpoint\ndata: /messages\r\r',
  ])('is found as clients find it: %j', (stream) => {
    expect(through(stream)).toMatchObject({
      out: 'event: endpoint\ndata: /base/s/tools/sse/messages\n\n',
      inner: '/messages',
      foreign: false,
    });
  });

  test.each([
    'event: endpoint\ndata: https://evil.test/messages\n\n',
    'event: endpoint\ndata: //evil.test/messages\n\n',
    'event: endpoint\ndata: /\\evil.test/messages\n\n',
    'event: endpoint\ndata: http://localhost:9999/messages\n\n',
    '\ufeffevent:  endpoint\nevent: endpoint\ndata: https://evil.test/\n\n',
    'event: endpoint\ndata: https:\ndata: //evil.test/\n\n',
    `: ${'x'.repeat(70_000)}\nevent: endpoint\ndata: https://evil.test/\n\n`,
  ])('with the address of another place is refused', (stream) => {
    expect(through(stream)).toEqual({ out: '', inner: '', foreign: true });
  });

  test('comes once: a later one does not reach the client', () => {
    const { out } = through(
      'event: endpoint\ndata: /a\n\ndata: 1\n\nevent: endpoint\ndata: https://evil.test/\n\ndata: 2\n\n',
    );
    expect(out).toBe('event: endpoint\ndata: /base/s/tools/sse/a\n\ndata: 1\n\ndata: 2\n\n');
  });
});
