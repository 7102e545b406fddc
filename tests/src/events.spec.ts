import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from '@jest/globals';
import { cloudEventOf, publications, subjects, withheldFields } from '@toolyard/contracts';
import type { CloudEvent, PublishedNoun } from '@toolyard/contracts';
import { eventExamples } from './testing/event-examples.js';

interface AsyncApi {
  channels: Record<string, { address: string }>;
  components: { messages: Record<string, { payload: object }> };
}

const root = resolve(import.meta.dirname, '../..');
const document = JSON.parse(readFileSync(join(root, 'docs/asyncapi.json'), 'utf8')) as AsyncApi;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...document, $id: 'asyncapi' });

const examples = Object.entries(eventExamples).flatMap(([noun, ofNoun]) =>
  Object.entries(ofNoun).map(([type, data]) => ({ noun: noun as PublishedNoun, type, data: data as object })),
);

/** What a subscriber parses of an event that is stored with this data. */
const received = (noun: PublishedNoun, type: string, data: unknown): CloudEvent => {
  const stored = { id: 'evt_1', stream: `${noun}-1`, type, data, createdAt: '2026-11-27T12:00:00.000Z' };
  return JSON.parse(JSON.stringify(cloudEventOf(stored))) as CloudEvent;
};

function problemsOf(type: string, event: unknown): string[] {
  ajv.validate(`asyncapi#/components/messages/${type}/payload`, event);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the document of the events follows the schema of AsyncAPI 3', () => {
  const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
  const specified = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(specified);
  specified.validate(specification, document);
  expect(specified.errors).toBeNull();
});

test('every event of the document has an example, and every example an address in the document', () => {
  const addresses = Object.values(document.channels).map(({ address }) => address);
  expect(addresses.toSorted()).toEqual(examples.map(({ noun, type }) => subjects.event(noun, type)).toSorted());
});

describe('the wire form', () => {
  test.each(examples)('of $type matches its schema', ({ noun, type, data }) => {
    expect(problemsOf(type, received(noun, type, data))).toEqual([]);
  });

  test.each(examples)('of $type without one of its fields does not, unless a subscriber need not get it', (example) => {
    const { noun, type, data } = example;
    const required = ['serverId', 'deploymentId', 'userId', 'groupId', 'keyId', 'at'].filter((field) => field in data);
    const accepted = required.filter(
      (field) => problemsOf(type, received(noun, type, { ...data, [field]: undefined })).length === 0,
    );
    expect({ required: required.length > 0, accepted }).toEqual({ required: true, accepted: [] });
  });

  test('has no ciphertext and no digest', () => {
    const shown = examples.flatMap(({ noun, type, data }) => Object.keys(received(noun, type, data).data as object));
    expect(shown.filter((field) => withheldFields.includes(field))).toEqual([]);
  });

  test('of what opens or proves anything is without it', () => {
    const data = { userId: 'usr_1', hash: 'h', digest: 'd', digests: ['d'], secret: 's', method: 'totp' };
    expect(received('user', 'SecondFactorSet', data).data).toEqual({ userId: 'usr_1', method: 'totp' });
  });

  test('does not match when the envelope is of another event', () => {
    const event = received('server', 'ServerDisabled', eventExamples.server.ServerDisabled);
    expect(problemsOf('ServerDisabled', event)).toEqual([]);
    expect(problemsOf('ServerDisabled', { ...event, subject: 'user-1' })).toHaveLength(1);
    expect(problemsOf('ServerDisabled', { ...event, id: undefined })).not.toEqual([]);
  });
});

test('every noun that is published is relayed by its owner, once', () => {
  const relayed = globSync('apps/*/src/**/*.module.ts', { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/relayOf\(\{[^}]*nouns: \[([^\]]*)\]/g)].flatMap((found) =>
      [...found[1]!.matchAll(/'(\w+)'/g)].map((noun) => `${noun[1]!} by ${path.split('/')[1]!}`),
    ),
  );
  expect(relayed.toSorted()).toEqual(
    Object.entries(publications)
      .map(([noun, { owner }]) => `${noun} by ${owner}`)
      .toSorted(),
  );
});
