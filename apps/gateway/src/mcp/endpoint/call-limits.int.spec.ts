import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CallLimits } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { bodyOf, legacyServer, serve, streamServer, type Fixture } from '../../testing/fixtures.js';
import { closedAfterEach } from '../../testing/opened.js';
import { adminToken, clientHeaders, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;

beforeEach(async () => {
  gateway = await runGateway();
});

const { started } = closedAfterEach(() => gateway);
const call = (id: number, name = 'echo') => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { text: 'x' } },
});

function post(body: unknown, token = adminToken): Promise<Response> {
  return fetch(gateway.mcpUrl(), { method: 'POST', headers: clientHeaders(token), body: JSON.stringify(body) });
}

async function serverWith(limits: CallLimits, access: 'organisation' | 'public' = 'organisation'): Promise<Fixture> {
  const server = await started(legacyServer({ stateless: true }));
  gateway.group({ id: 'all', defaultAccess: 'all' });
  for (const id of ['ann', 'bob']) gateway.user({ id, groupIds: ['all'] });
  gateway.route({ targets: [server.target], limits, access });
  return server;
}

const statuses = async (...requests: (() => Promise<Response>)[]): Promise<number[]> => {
  const found: number[] = [];
  for (const request of requests) found.push((await request()).status);
  return found;
};

describe('a limit of calls a minute', () => {
  test('of one caller: further calls are answered with 429, and other callers go on', async () => {
    await serverWith({ perCaller: 2 });
    const [ann, again, bob] = [gateway.key('ann'), gateway.key('ann'), gateway.key('bob')];
    expect(
      await statuses(
        () => post(call(1), ann),
        () => post(call(2), again),
      ),
    ).toEqual([200, 200]);
    const refused = await post(call(3), ann);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      jsonrpc: '2.0',
      id: 3,
      error: {
        code: -32000,
        message: expect.stringContaining('2 calls a minute of one caller'),
        data: { code: 'too_many_requests' },
      },
    });
    expect((await post(call(4), bob)).status).toBe(200);
    expect(await gateway.call((each) => each.class === 'denied')).toMatchObject({ userId: 'ann', tool: 'echo' });
  });

  test('of one API key counts each key of an account', async () => {
    await serverWith({ perKey: 1 });
    const [one, other] = [gateway.key('ann'), gateway.key('ann')];
    expect(
      await statuses(
        () => post(call(1), one),
        () => post(call(2), one),
        () => post(call(3), other),
      ),
    ).toEqual([200, 429, 200]);
  });

  test('of a tool leaves other tools alone', async () => {
    await serverWith({ tools: [{ name: 'echo', perCaller: 1, total: 2 }] });
    const [ann, bob] = [gateway.key('ann'), gateway.key('bob')];
    expect(
      await statuses(
        () => post(call(1), ann),
        () => post(call(2), ann),
        () => post(call(3, 'whoami'), ann),
        () => post(call(4), bob),
        () => post(call(5), gateway.key('admin')),
      ),
    ).toEqual([200, 429, 200, 200, 429]);
  });

  test('of the server counts all callers, those without a sign-in too', async () => {
    await serverWith({ total: 2 }, 'public');
    const anonymous = () => fetch(gateway.mcpUrl(), { method: 'POST', headers: accept, body: JSON.stringify(call(1)) });
    expect(await statuses(anonymous, () => post(call(2)), anonymous)).toEqual([200, 200, 429]);
  });

  test('counts each call of a batch; a refused batch counts nothing, and nothing of it is passed on', async () => {
    const server = await serverWith({ perCaller: 2 });
    let requests = 0;
    server.onRequest = () => (requests += 1);
    expect((await post([call(1), call(2), call(3)])).status).toBe(429);
    expect(requests).toBe(0);
    expect((await post([call(4), call(5)])).status).toBe(200);
  });

  test('counts no other method', async () => {
    await serverWith({ perCaller: 1 });
    const list = () => post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(await statuses(() => post(call(1)), list, list)).toEqual([200, 200, 200]);
  });
});

describe('a time limit', () => {
  test('of a tool is longer or shorter than that of its server', async () => {
    const server = await started(
      serve(async (req, res) => {
        const { id, params } = JSON.parse(await bodyOf(req)) as { id: number; params: { name: string } };
        const answer = () => res.end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } }));
        res.writeHead(200, { 'content-type': 'application/json' });
        if (params.name === 'slow') setTimeout(answer, 1_600);
      }),
    );
    const limits = { timeoutSeconds: 1, tools: [{ name: 'slow', timeoutSeconds: 20 }] };
    gateway.route({ targets: [server.target], limits });
    const [slow, stuck] = [post(call(1, 'slow')), post(call(2, 'stuck')).catch(() => null)];
    expect(await (await slow).json()).toMatchObject({ id: 1, result: {} });
    await stuck;
    expect(await gateway.call(({ tool }) => tool === 'stuck')).toMatchObject({
      class: 'timeout',
      error: expect.stringContaining('within 1 s'),
    });
  });

  test.each(['initialize', 'tools/list', 'prompts/get', 'resources/read', 'ping', 'completion/complete'])(
    'ends %s too',
    async (method) => {
      const server = await started(serve((req) => void req.resume()));
      gateway.route({ targets: [server.target], limits: { timeoutSeconds: 1 } });
      const answer = await post({ jsonrpc: '2.0', id: 'a', method, params: {} });
      expect(await answer.json()).toMatchObject({ id: 'a', error: { code: -32001 } });
      await eventually(() => server.seen.aborted === 1);
    },
  );

  test('ends a request whose stream has begun with an answer on it, and none that was answered there', async () => {
    const server = await started(
      streamServer((res, body) => {
        const { id, method } = JSON.parse(body) as { id: number; method: string };
        res.write('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}\n\n');
        if (method === 'ping') res.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: {} })}\n\n`);
      }),
    );
    gateway.route({ targets: [server.target], limits: { timeoutSeconds: 1 } });
    expect(await (await post({ jsonrpc: '2.0', id: 7, method: 'prompts/get' })).text()).toContain('"id":7,"error"');
    const hangUp = new AbortController();
    const answered = await fetch(gateway.mcpUrl(), {
      method: 'POST',
      headers: clientHeaders(adminToken),
      body: '{"jsonrpc":"2.0","id":8,"method":"ping"}',
      signal: hangUp.signal,
    });
    let text = '';
    for await (const chunk of answered.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('"result"')) break;
    }
    expect(text).not.toContain('"error"');
    hangUp.abort();
  });
});

describe('a server that cannot be reached', () => {
  test('is not waited for by every request, and is tried again until it answers', async () => {
    const gone = await serve(() => undefined);
    await gone.kill();
    gateway.route({ targets: [gone.target] });
    const ask = async () => {
      const answer = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      return { status: answer.status, text: await answer.text() };
    };
    expect((await ask()).status).toBe(502);
    await eventually(async () => (await ask()).text.includes('Nothing was passed on'));
    await started(legacyServer({ stateless: true, port: gone.target.port }));
    await eventually(async () => (await ask()).status === 200);
  });
});

const { authorization: _, ...accept } = clientHeaders('');
