import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { TestPlatform } from '../testing/platform.js';
import { versionServer } from '../testing/server-repositories.js';

/**
 * Canaries: values of variables that a server prints and answers in every encoding. They may be nowhere but in the
 * answer to the caller: not in a log, not in a record, not in a file of the installation.
 */
let platform: TestPlatform;
let server: { id: string; slug: string };

const canary = `${randomBytes(18).toString('base64url')} "ü/+&\\ ${randomBytes(18).toString('base64url')}`;
/** Larger than a pattern made of all values can be. */
const bundle = Array.from({ length: 3_000 }, () => randomBytes(9).toString('base64url')).join('\n');

const encodings: ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  encodeURIComponent,
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(value).toString('base64url'),
  (value) => Buffer.from(`x${value}`).toString('base64').slice(2, -4),
  (value) => Buffer.from(`xy${value}`).toString('base64').slice(4, -4),
  (value) => Buffer.from(value).toString('hex'),
];
const secrets = [canary, ...bundle.split('\n').slice(0, 5), ...bundle.split('\n').slice(-5)];
const forms = secrets.flatMap((secret) => encodings.map((encode) => encode(secret)));

const leak = `
for (const value of [process.env.CANARY, process.env.BUNDLE]) {
  const bytes = Buffer.from(value ?? '');
  for (const text of [value, JSON.stringify(value), JSON.stringify(JSON.stringify(value)), encodeURIComponent(value),
    bytes.toString('base64'), bytes.toString('base64url'), Buffer.from('x' + value).toString('base64'),
    Buffer.from('xy' + value).toString('base64'), bytes.toString('hex')]) {
    console.log('leak ' + text);
    console.error('leak ' + text);
  }
}
`;

beforeAll(async () => {
  platform = await TestPlatform.start();
  server = await platform.createServer('Canary');
  await platform.ok('PUT', `/servers/${server.id}/variables/CANARY`, { value: canary });
  await platform.ok('PUT', `/servers/${server.id}/variables/BUNDLE`, { value: bundle });
  const files = versionServer({ versionFrom: 'CANARY' });
  const [name] = Object.keys(files).filter((each) => /server\.m?js$/.test(each));
  const leaking = { ...files, [name!]: `${files[name!]}\n${leak}` };
  const sha = await platform.repository(server).commitAndPush('leaks', leaking);
  await platform.deployment(server.id, ['live'], sha);
}, 300_000);

afterAll(() => platform?.stop(), 120_000);

const found = (text: string): string[] => forms.filter((form) => text.includes(form));

test('a call to a server with more values than a pattern takes is answered, and recorded without them', async () => {
  const client = await platform.legacyClient(server.slug);
  const answer = await client.callTool({ name: 'version' });
  // The caller gets what the server answers: only records are masked.
  expect(answer.content[0].text).toBe(canary);
  const recorded = await eventually(async () => {
    const { items } = await platform.ok('GET', `/activity?serverId=${server.id}`);
    return items.find((item: { tool: string; output: string }) => item.tool === 'version' && item.output !== '');
  }, 30_000);
  expect(recorded).toMatchObject({ class: 'ok', output: expect.stringContaining('***') });
  expect(found(JSON.stringify(recorded))).toEqual([]);
});

test('logs show that the server printed something, and none of the values', async () => {
  const lines = await eventually(async () => {
    const all: { text: string }[] = [];
    for (const path of [`/servers/${server.id}/logs?limit=500`, `/deployments/${(await live()).id}/logs?limit=500`])
      all.push(...(await platform.ok('GET', path)).lines);
    return all.filter(({ text }) => text.includes('leak')).length >= 10 && all;
  }, 30_000);
  expect(lines.some(({ text }) => text.includes('leak ***'))).toBe(true);
  expect(found(lines.map(({ text }) => text).join('\n'))).toEqual([]);
});

test('large malformed bodies do not stay in the memory of the gateway', async () => {
  const residentMb = () => {
    const status = readFileSync(`/proc/${platform.file().services['gateway']!.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
  };
  const size = (4 << 20) - 100;
  const bodies = ['{', '{"a":"', '[1,', '[{"a":1},', '["abc",'].map((text) =>
    text.repeat(Math.floor(size / text.length)),
  );
  const send = async (body: string) => {
    const { adminToken } = platform.file();
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
    const answer = await fetch(platform.mcpUrl(server.slug), { method: 'POST', body, headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  const before = residentMb();
  for (let round = 0; round < 4; round += 1) {
    const statuses = await Promise.all([...bodies, ...bodies, ...bodies].map(send));
    expect(new Set(statuses)).toEqual(new Set([400]));
  }
  // At the same moment 60 MiB of bodies are there, and the same as text.
  expect(residentMb() - before).toBeLessThan(130);
}, 120_000);

test('no file of the installation holds one of them, and one that did would be found', () => {
  expect(readFileSync(join(platform.data, 'logs/gateway.log'), 'utf8')).not.toContain(platform.file().adminToken);
  expect(platform.canaries.placesIn({}, platform.data)).toEqual([]);
  const planted = join(platform.data, 'logs/planted.log');
  writeFileSync(
    planted,
    Buffer.concat([Buffer.from([0, 0xff]), Buffer.from(Buffer.from(`x${canary}`).toString('base64'))]),
  );
  try {
    expect(platform.canaries.placesIn({ 'an answer': bundle.split('\n')[7]! }, platform.data)).toEqual([
      'logs/planted.log',
      'an answer',
    ]);
  } finally {
    rmSync(planted);
  }
});

async function live(): Promise<{ id: string }> {
  const { items } = await platform.ok('GET', `/servers/${server.id}/deployments`);
  return items.find((item) => item.status === 'live')!;
}
