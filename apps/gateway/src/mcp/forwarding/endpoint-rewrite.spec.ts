import { describe, expect, test } from '@jest/globals';
import { cuts } from '../../testing/cuts.js';
import { EndpointRewrite } from './endpoint-rewrite.js';

describe('the endpoint event of the HTTP+SSE transport', () => {
  test('gets the public path as a prefix, loses its origin and keeps its query; later bytes stay unchanged', () => {
    for (const data of ['/messages/?session_id=a%20b&x=1', 'http://localhost:8080/messages/?session_id=a%20b&x=1']) {
      const stream = Buffer.from(
        `: hi\n\nevent: endpoint\r\ndata: ${data}\r\n\r\ndata: event: endpoint\n\nevent: endpoint\ndata: /other\n\n`,
      );
      for (const chunks of cuts(stream)) {
        let inner = '';
        const rewrite = new EndpointRewrite('/base/s/tools/sse', (given) => (inner = given));
        const out = Buffer.concat(chunks.map((chunk) => rewrite.push(chunk))).toString();
        expect(out).toBe(
          `: hi\n\nevent: endpoint\r\ndata: /base/s/tools/sse/messages/?session_id=a%20b&x=1\r\n\r\ndata: event: endpoint\n\nevent: endpoint\ndata: /other\n\n`,
        );
        expect(inner).toBe('/messages/?session_id=a%20b&x=1');
      }
    }
  });
});
