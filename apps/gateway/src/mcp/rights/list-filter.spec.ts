import { describe, expect, test } from '@jest/globals';
import { denialOf } from './tool-gate.js';
import { readsInTwoWays } from '../protocol/json-keys.js';
import { parseMessages } from '../protocol/jsonrpc.js';
import { BodyFilter, EventFilter, withoutDeniedTools } from './list-filter.js';
import { ToolRights } from './tool-rights.js';

const some = ToolRights.of(
  [{ defaultAccess: 'none', servers: { s: { access: 'only', tools: ['read', 'größe'] } } }],
  's',
);
const tools = (...names: string[]) => names.map((name) => ({ name, description: `${name} ü 😀` }));
const listing = (...names: string[]) => ({ jsonrpc: '2.0', id: 1, result: { tools: tools(...names) } });

function through(filter: EventFilter | BodyFilter, bytes: Buffer, size: number): string {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(filter.push(bytes.subarray(at, at + size)));
  return Buffer.concat([...out, filter.flush()]).toString('utf8');
}

describe('a list of tools', () => {
  test('is filtered for every split of the stream and every kind of line end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const before = [
        `: ping`,
        '',
        'id: 1',
        'event: message',
        `data: ${JSON.stringify(listing('drop', 'größe'))}`,
        '',
        `data: {"jsonrpc":"2.0","method":"x"}`,
        '',
        '',
      ].join(end);
      const after = before.replace(
        ['id: 1', 'event: message', `data: ${JSON.stringify(listing('drop', 'größe'))}`, '', ''].join(end),
        `id: 1\nevent: message\ndata: ${JSON.stringify(listing('größe'))}\n\n`,
      );
      const bytes = Buffer.from(before);
      for (let size = 1; size <= bytes.length; size += 1)
        expect([
          end,
          size,
          through(new EventFilter(() => some, false), bytes, size)
            .replaceAll(/\r\n?/g, '\n')
            .replaceAll('\n\n\n', '\n\n'),
        ]).toEqual([end, size, after.replaceAll(/\r\n?/g, '\n')]);
    }
  });

  test('is filtered in several data lines of one event', () => {
    const pretty = JSON.stringify(listing('drop', 'read'), null, 1)
      .split('\n')
      .map((line) => `data: ${line}\n`)
      .join('');
    expect(through(new EventFilter(() => some, false), Buffer.from(`${pretty}\n`), 7)).toBe(
      `data: ${JSON.stringify(listing('read'))}\n\n`,
    );
  });

  test('is forwarded unchanged for a caller who may call everything, until that changes', () => {
    let rights = ToolRights.all;
    const filter = new EventFilter(() => rights, false);
    const event = `data: ${JSON.stringify(listing('drop'))}\n\n`;
    expect(filter.push(Buffer.from(event.slice(0, 10))).toString()).toBe(event.slice(0, 10));
    rights = some;
    expect(filter.push(Buffer.from(event.slice(10))).toString()).toBe(event.slice(10));
    expect(filter.push(Buffer.from(event)).toString()).not.toContain('drop');
  });

  test('is recognised when its key is escaped; other messages that contain the word stay as they are', () => {
    const escaped = '{"jsonrpc":"2.0","id":1,"result":{"\\u0074ools":[{"name":"drop"}]}}';
    expect(through(new BodyFilter(() => some, 1), Buffer.from(escaped), 5)).not.toContain('drop');
    for (const text of [
      '{"result":{"content":[{"text":"tools"}],"structuredContent":{"tools":[{"name":"drop"}]}}}',
      '{"method":"tools/list"}',
      '{"result":{"tools":{}}}',
      'tools',
      '["tools"]',
      'null',
    ]) {
      expect(through(new BodyFilter(() => some, 1), Buffer.from(text), 5)).toBe(text);
    }
    expect(
      withoutDeniedTools({ result: { tools: [null, { name: 7 }, { name: 'read' }] } } as never, some),
    ).toMatchObject({
      result: { tools: [{ name: 'read' }] },
    });
  });

  test('is not sent when it is too large to filter', () => {
    const large = Buffer.from(JSON.stringify(listing('drop', 'x'.repeat(17 << 20))));
    expect(through(new BodyFilter(() => some, 1), large, 1 << 20)).toContain('too large');
    expect(
      through(
        new EventFilter(() => some, false),
        Buffer.concat([Buffer.from('data: '), large, Buffer.from('\n\n')]),
        1 << 20,
      ),
    ).toMatch(/^: /);
  });
});

describe('a body', () => {
  const verdict = (text: string, rights = some, mayCall = true) =>
    denialOf(parseMessages(text)!, Buffer.from(text), { rights, mayCall })?.kind ?? 'allowed';
  const call = (name: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } });

  test('is denied by the tools it calls', () => {
    expect(verdict(call('read'))).toBe('allowed');
    expect(verdict(call('drop'))).toBe('calls');
    expect(verdict(call('drop'), ToolRights.all)).toBe('allowed');
    expect(verdict(call('read'), ToolRights.all, false)).toBe('scope');
    expect(verdict('{"method":"ping","id":1}', ToolRights.none)).toBe('server');
    expect(verdict(call('read'), ToolRights.none)).toBe('calls');
    expect(verdict('{"method":"tools/list","id":1}', some, false)).toBe('allowed');
  });

  test('is denied alike for every spelling of the keys that rights depend on', () => {
    const open = '{"jsonrpc":"2.0","id":1,';
    const twice = [
      '"method":"tools/call","params":{"name":"read"},"method":"ping"}',
      '"method":"tools/call","params":{"name":"drop","name":"read"}}',
      '"method":"ping","p\\u0061rams":{"name":"drop"},"params":{}}',
      '"method":"tools/call","params":{"name":"read","n\\u0061me":"drop"}}',
      '"method":"tools/call","params":{"name":"read","NAME":"drop"}}',
    ];
    for (const rest of twice) expect([rest, verdict(open + rest)]).toEqual([rest, 'ambiguous']);
    expect(
      verdict(
        `${open}"method":"tools/call","params":{"name":"read","arguments":{"name":"x","method":"y","params":{}}}}`,
      ),
    ).toBe('allowed');
    expect(
      verdict(`${open}"method":"tools/call","params":{"name":"read","arguments":{"text":"\\u00fc \\"name\\""}}}`),
    ).toBe('allowed');
  });

  test('is ambiguous with a key twice in a message or its params, and only there', () => {
    const twice = [
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '{"params":{"x":1,"X":2}}',
      '{ "params" : { "x" : [1,2], "x":{} } }',
      '[{"a":1},{"b":1,"b":2}]',
      '{"ſ":1,"s":2}',
    ];
    const once = [
      '{"a":1,"b":"a"}',
      '{"params":{"x":{"y":1,"y":2}}}',
      '{"result":{"x":1,"x":2}}',
      '[{"a":1},{"a":1}]',
      '{"a":"\\"a\\":","b":["a","a"]}',
      '{"a":"\\\\","A1":1}',
      '{}',
      '[]',
      '{"params":[{"x":1,"x":2}]}',
    ];
    for (const text of twice) expect([text, readsInTwoWays(Buffer.from(text))]).toEqual([text, true]);
    for (const text of once) expect([text, readsInTwoWays(Buffer.from(text))]).toEqual([text, false]);
  });
});
