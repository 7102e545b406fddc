import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImageRef } from '@toolyard/contracts';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { DockerImageBuilder, newImageName } from './docker-image-builder.js';

const docker = new Docker();
const instance = `test-${randomBytes(4).toString('hex')}`;
const base = `${process.env['TOOLYARD_BASE_NODE'] ?? 'node:24-slim'}`.replace('{version}', '24');
const builder = new DockerImageBuilder(instance);
const folder = mkdtempSync(join(tmpdir(), 'toolyard-images-'));
const minute = 60_000;
let lines: string[] = [];

async function build(cacheScope: string, ...instructions: string[]): Promise<ImageRef> {
  return buildWith({}, cacheScope, ...instructions);
}

async function buildWith(
  secrets: Record<string, string>,
  cacheScope: string,
  ...instructions: string[]
): Promise<ImageRef> {
  const contextPath = join(folder, `${randomBytes(4).toString('hex')}.tar`);
  const context = pack();
  context.entry({ name: 'Dockerfile' }, [`FROM ${base}`, ...instructions].join('\n'));
  context.entry({ name: 'private.txt' }, 'only for this server');
  context.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(context)) chunks.push(chunk as Buffer);
  writeFileSync(contextPath, Buffer.concat(chunks));
  lines = [];
  return builder.build({
    contextPath,
    dockerfile: 'Dockerfile',
    tag: newImageName(instance, cacheScope),
    cacheScope,
    labels: {},
    buildArgs: {},
    secrets,
    signal: new AbortController().signal,
    onLine: ({ text }) => lines.push(text),
    onStage: () => undefined,
  });
}

const removeImages = async () => {
  for (const { digest } of await builder.list()) await docker.getImage(digest).remove({ force: true });
};

beforeAll(() => docker.ping());
afterAll(async () => {
  await removeImages();
  rmSync(folder, { recursive: true });
});

describe('builds of two servers', () => {
  test.each([
    ['with the same id', '--mount=type=cache,id=shared-npm,target=/cache'],
    ['without an id', '--mount=type=cache,target=/cache'],
  ])(
    'do not share a cache mount %s',
    async (_what, mount) => {
      const salt = randomBytes(4).toString('hex');
      await build('srv_one', `RUN ${mount} echo poisoned > /cache/${salt}`);
      await build('srv_one', `RUN ${mount} echo again ${salt} && cat /cache/${salt}`);
      expect(lines.join('\n')).toContain('poisoned');
      await build('srv_two', `RUN ${mount} echo other ${salt} && cat /cache/${salt} || echo nothing there`);
      expect(lines.join('\n')).toContain('nothing there');
      expect(lines.join('\n')).not.toContain('poisoned');
    },
    2 * minute,
  );

  test(
    'do not share the layers of steps that run a program, while builds of one server do',
    async () => {
      const salt = randomBytes(4).toString('hex');
      const step = `RUN echo ${salt} && head -c 8 /dev/urandom | od -An -tx1 > /random`;
      const layersOf = async ({ digest }: ImageRef) => (await docker.getImage(digest).inspect()).RootFS.Layers!.at(-1);
      const first = await layersOf(await build('srv_one', step));
      expect(await layersOf(await build('srv_one', step, 'LABEL again=1'))).toBe(first);
      expect(await layersOf(await build('srv_two', step))).not.toBe(first);
    },
    2 * minute,
  );
});

describe('a build secret', () => {
  const mount = '--mount=type=secret,id=TOKEN';

  test(
    'is read where it is mounted, also late, and is in no layer and no line of the history',
    async () => {
      const value = randomBytes(12).toString('hex');
      const late = `RUN sleep 3 && echo ${randomBytes(4).toString('hex')}`;
      const read = `RUN ${mount} rev < /run/secrets/TOKEN > /reversed`;
      const image = await buildWith({ TOKEN: value }, 'srv_one', late, read);
      const history = await docker.getImage(image.digest).history();
      expect(JSON.stringify(history)).not.toContain(value);
      const chunks: Buffer[] = [];
      const container = await docker.createContainer({ Image: image.digest, Cmd: ['true'] });
      try {
        for await (const chunk of await container.getArchive({ path: '/reversed' })) chunks.push(chunk as Buffer);
        await expect(container.getArchive({ path: '/run/secrets/TOKEN' })).rejects.toMatchObject({ statusCode: 404 });
      } finally {
        await container.remove({ force: true });
      }
      expect(Buffer.concat(chunks).toString()).toContain(value.split('').reverse().join(''));
    },
    2 * minute,
  );

  test(
    'that was not given does not exist',
    async () => {
      await buildWith({ OTHER: 'x' }, 'srv_one', `RUN ${mount} test ! -e /run/secrets/TOKEN`);
      const required = `RUN ${mount},required=true echo ${randomBytes(4).toString('hex')}`;
      await expect(buildWith({}, 'srv_one', required)).rejects.toThrow(/secret.*TOKEN|TOKEN.*secret/);
    },
    2 * minute,
  );
});

describe('the image of a server', () => {
  test(
    'has no name that a build could guess: a build can copy from every image that it can name',
    async () => {
      const image = await build('srv_one', 'COPY private.txt /private.txt');
      const { RepoTags } = await docker.getImage(image.digest).inspect();
      expect(RepoTags).toEqual([expect.stringMatching(/:[0-9a-f]{32}$/)]);
      await build('srv_two', `COPY --from=${image.tag} /private.txt /`);
      await expect(docker.getImage(image.tag.split(':')[0]!).inspect()).rejects.toMatchObject({ statusCode: 404 });
    },
    2 * minute,
  );

  test(
    'loses a guessable tag of an earlier version and keeps the image',
    async () => {
      const { digest } = await build('srv_one', 'LABEL earlier=1');
      await docker.getImage(digest).tag({ repo: `toolyard/${instance}/slug`, tag: '0123456789ab' });
      await builder.hideTags();
      const { RepoTags } = await docker.getImage(digest).inspect();
      expect(RepoTags!.length).toBeGreaterThan(0);
      for (const tag of RepoTags!) expect(tag).toMatch(/:[0-9a-f]{32}$/);
    },
    minute,
  );
});
