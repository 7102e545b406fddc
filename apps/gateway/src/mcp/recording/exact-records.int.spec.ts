import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bodyOf, serve, type Fixture } from '../../testing/fixtures.js';
import { adminToken, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;
let server: Fixture;
let answer: (body: string) => { type: string; body: string };
const received: string[] = [];

beforeEach(async () => {
  gateway = await runGateway();
  received.length = 0;
  server = await serve(async (req, res) => {
    const text = await bodyOf(req);
    received.push(text);
    const { type, body } = answer(text);
    res.writeHead(200, { 'content-type': type }).end(body);
  });
  gateway.route({ targets: [server.target] });
});

afterEach(async () => {
  await gateway.stop();
  await server.kill();
});

const post = (body: string, token = adminToken, userAgent = 'test'): Promise<Response> =>
  fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': userAgent,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body,
  });

const result = '{"order": 9054686819491029395, "price": 1.10, "all": [12345678901234567890, 1e3]}';
const asJson = (text: string) => ({ type: 'application/json', body: text });
const asEvent = (text: string) => ({ type: 'text/event-stream', body: `data: ${text}\n\n` });
const callOf = (id: string, args: string) =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"buy","arguments":${args}}}`;
const answerTo = (id: string) => `{"jsonrpc":"2.0","id":${id},"result":{"structuredContent":${result}}}`;
const recordedResult = `{"structuredContent":${result.replaceAll(' ', '')}}`;

describe('a call is recorded digit for digit', () => {
  test.each([asJson, asEvent])('with its arguments and its result, in the form of %p', async (form) => {
    answer = () => form(answerTo('1'));
    expect(await (await post(callOf('1', result))).text()).toContain('9054686819491029395');
    expect(await gateway.call()).toMatchObject({
      input: result.replaceAll(' ', ''),
      output: recordedResult,
      class: 'ok',
    });
  });

  test('in a batch too', async () => {
    answer = () => asJson(`[${answerTo('2')}, ${answerTo('1')}]`);
    await (
      await post(`[${callOf('1', '{"n": 9054686819491029395}')}, ${callOf('2', '{"n": 9054686819491029396}')}]`)
    ).text();
    await gateway.call(() => gateway.calls.length === 2);
    expect(gateway.calls.map(({ input }) => input).sort()).toEqual([
      '{"n":9054686819491029395}',
      '{"n":9054686819491029396}',
    ]);
    expect(gateway.calls.map(({ output }) => output)).toEqual([recordedResult, recordedResult]);
  });

  test('and a secret is masked in whatever way the server escaped it', async () => {
    gateway.secrets['PASSWORD'] = 'hünter2-hünter2';
    gateway.route({ secretsVersion: '2' });
    answer = () => asJson('{"jsonrpc":"2.0","id":1,"result":{"text":"h\\u00fcnter2-h\\u00fcnter2"}}');
    await (await post(callOf('1', '{"text":"\\u0068ünter2-hünter2"}'))).text();
    expect(await gateway.call()).toMatchObject({ input: '{"text":"***"}', output: '{"text":"***"}' });
  });

  test('and a secret in the name of a tool or a client is masked, before and after masks are known', async () => {
    const secret = 'hunter2-hunter2';
    gateway.secrets['PASSWORD'] = secret;
    gateway.route({ secretsVersion: '2' });
    answer = () => asJson(answerTo('1'));
    const body = callOf('1', '{}').replace('"buy"', `"buy-${secret}"`);
    for (const n of [1, 2]) {
      await (await post(body, adminToken, `agent/${secret}`)).text();
      await gateway.call(() => gateway.calls.length === n);
    }
    const masked = { tool: 'buy-***', clientName: 'agent/***' };
    expect(gateway.calls).toEqual([expect.objectContaining(masked), expect.objectContaining(masked)]);
    const files = readdirSync(gateway.directory, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(secret);
    expect(files.length).toBeGreaterThan(0);
  });

  test("and a denied call does not name the tool while its server's secrets are not known", async () => {
    await gateway.stop();
    gateway = await runGateway({ fetchSecrets: () => Promise.reject(new Error('away')) });
    gateway.route({ targets: [server.target] });
    gateway.user({ id: 'ann', groupIds: ['sellers'] });
    const token = gateway.key('ann');
    gateway.group({ id: 'sellers', servers: { srv_1: { access: 'only', tools: ['sell'] } } });
    const text = await (await post(callOf('1', '{}').replace('"buy"', '"hunter2-hunter2"'), token)).text();
    expect(text).toContain('do not allow the tool');
    expect(JSON.stringify(await gateway.call())).not.toContain('hunter2');
  });
});

describe('an id beyond 2^53', () => {
  const ids = ['9007199254740993', '9007199254740992', '-98765432109876543210'];

  test('belongs to one call: two that round to one number are two calls', async () => {
    answer = (text) => asJson(answerTo(/"id":(-?\d+)/.exec(text)![1]!));
    await Promise.all(
      ids.map(async (id) => expect(await (await post(callOf(id, '{}'))).text()).toContain(`"id":${id},`)),
    );
    await gateway.call(() => gateway.calls.length === 3);
    expect(gateway.calls.map((each) => each.class)).toEqual(['ok', 'ok', 'ok']);
  });

  test('is echoed digit for digit by the gateway itself and in a filtered list', async () => {
    gateway.group({ id: 'some', servers: { srv_1: { access: 'only', tools: ['open'] } } });
    gateway.user({ id: 'u', groupIds: ['some'] });
    const key = gateway.key('u');
    expect(await (await post(callOf(ids[0]!, '{}'), key)).text()).toContain(`"id":${ids[0]},`);
    const schema = '{"maximum":18446744073709551615}';
    answer = () =>
      asJson(
        `{"jsonrpc":"2.0","id":${ids[0]},"result":{"tools":[{"name":"open","inputSchema":${schema}},{"name":"x"}]}}`,
      );
    const list = await (await post(`{"jsonrpc":"2.0","id":${ids[0]},"method":"tools/list"}`, key)).text();
    expect(list).toBe(`{"jsonrpc":"2.0","id":${ids[0]},"result":{"tools":[{"name":"open","inputSchema":${schema}}]}}`);
  });
});

describe('a body that nests deep', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  test('is refused with 400 and reaches no server', async () => {
    for (const body of [callOf('1', nested(127)), callOf('1', nested(200_000)), nested(200_000)]) {
      const refused = await post(body);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { code: -32600, data: { code: 'invalid_request' } } });
    }
    expect(received).toEqual([]);
  });

  test('of an answer is passed on and recorded', async () => {
    answer = () => asJson(`{"jsonrpc":"2.0","id":1,"result":{"x":${nested(2_000)}}}`);
    expect((await (await post(callOf('1', nested(100)))).text()).length).toBeGreaterThan(4_000);
    expect(await gateway.call()).toMatchObject({ class: 'ok', input: nested(100) });
  });
});
