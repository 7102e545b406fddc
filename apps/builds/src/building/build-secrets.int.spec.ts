import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buckets, containerLabels } from '@toolyard/contracts';
import { BuildsPlatform } from '../testing/builds-platform.js';

const slow = 180_000;
let platform: BuildsPlatform;
let built: { id: string; digest: string };

beforeAll(async () => {
  platform = await BuildsPlatform.start();
}, 60_000);

afterAll(() => platform?.stop(), 60_000);

/** A registry on the loopback address of the build, which serves one package to those with the token. */
const install = (tokenHash: string) => `
const { createServer } = require('http');
const { createHash } = require('crypto');
const { execSync, spawn } = require('child_process');
const { readFileSync } = require('fs');

execSync('npm pack ./hello');
console.log('the token is ' + process.env.NPM_TOKEN);
createServer((request, response) => {
  const token = (request.headers.authorization || '').replace('Bearer ', '');
  if (createHash('sha256').update(token).digest('hex') !== '${tokenHash}') return response.writeHead(401).end();
  if (request.url.endsWith('.tgz')) return response.end(readFileSync('corp-hello-1.0.0.tgz'));
  const dist = { tarball: 'http://127.0.0.1:4873/hello.tgz' };
  response.end(JSON.stringify({
    name: '@corp/hello',
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name: '@corp/hello', version: '1.0.0', dist } },
  }));
}).listen(4873, '127.0.0.1', () => {
  const npm = spawn('npm', ['install', '--no-audit', '--no-fund', '--fetch-retries=0'], { stdio: 'inherit' });
  npm.on('exit', (code) => process.exit(code ?? 1));
});
`;

describe('a build secret', () => {
  test(
    'gives a build a private registry, and is neither in the log nor in the image',
    async () => {
      const token = `npm_${randomBytes(16).toString('hex')}`;
      const made = await platform.server({
        'package.json': JSON.stringify({ main: 'a.js', dependencies: { '@corp/hello': '1.0.0' } }),
        'a.js': '',
        'hello/package.json': JSON.stringify({ name: '@corp/hello', version: '1.0.0' }),
        'hello/index.js': 'module.exports = "hello";',
        'install.js': install(createHash('sha256').update(token).digest('hex')),
        '.npmrc': '@corp:registry=http://127.0.0.1:4873/\n//127.0.0.1:4873/:_authToken=${NPM_TOKEN}\n',
        'toolyard.yaml':
          'install: node install.js\nbuild: node -p "require(\'@corp/hello\')"\nbuildSecrets: [NPM_TOKEN]\n',
      });
      platform.variables.set(made.id, { NPM_TOKEN: token, OTHER: 'never-in-a-build' });
      const id = await platform.deploy(made);
      const { image } = await platform.reaches(id, 'starting');
      await platform.logged(id, 'the token is ***');
      expect(platform.text(id)).not.toMatch(/never-in-a-build|npm_[0-9a-f]{32}/);
      const history = await platform.docker.getImage(image!.digest).history();
      expect(JSON.stringify(history)).not.toContain(token);
    },
    slow,
  );

  test(
    'without a value is named with what to do, and fails no build that does not need it',
    async () => {
      const made = await platform.server({
        'package.json': JSON.stringify({ main: 'a.js', dependencies: { ms: '2.1.3' } }),
        'a.js': '',
        '.npmrc': '//npm.corp.test/:_authToken=${NPM_TOKEN}',
        'toolyard.yaml': 'buildSecrets: [NPM_TOKEN]',
      });
      const id = await platform.deploy(made);
      built = { id, digest: (await platform.reaches(id, 'starting')).image!.digest };
      const { ignored } = (await platform.builds.call('GET', `/api/v1/deployments/${id}/plan`)).body;
      expect(ignored).toContainEqual({
        what: 'the build secret NPM_TOKEN',
        why: 'the server has no variable of this name; set it and deploy again',
      });
    },
    slow,
  );
});

describe('the bill of materials of an image', () => {
  const sbomOf = (id: string) => platform.builds.call('GET', `/api/v1/deployments/${id}/sbom`);

  test('has the packages that the build installed and those of the system, and is stored by digest', async () => {
    const { status, body } = await sbomOf(built.id);
    expect(status).toBe(200);
    const { bomFormat, metadata, components } = body as {
      bomFormat: string;
      metadata: { component: { version: string } };
      components: { purl: string; licenses?: object[] }[];
    };
    expect({ bomFormat, digest: metadata.component.version }).toEqual({ bomFormat: 'CycloneDX', digest: built.digest });
    const purls = components.map(({ purl }) => purl);
    expect(purls).toContain('pkg:npm/ms@2.1.3');
    expect(components.find(({ purl }) => purl.startsWith('pkg:npm/ms@'))!.licenses).toEqual([
      { license: { id: 'MIT' } },
    ]);
    expect(purls).toContainEqual(expect.stringMatching(/^pkg:deb\/debian\/libc6@/));
    const bucket = await platform.messaging.kv(buckets.sboms);
    expect((await bucket.get(built.digest.replace(':', '.')))!.operation).toBe('PUT');
    const label = `${containerLabels.instance}=${platform.engines.env['TOOLYARD_INSTANCE']}-files`;
    expect(await platform.docker.listContainers({ all: true, filters: { label: [label] } })).toEqual([]);
  });

  test('is not found for a deployment without an image', async () => {
    const made = await platform.server({ 'README.md': 'nothing to build' });
    const id = await platform.deploy(made);
    await platform.reaches(id, 'failed');
    expect(await sbomOf(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await sbomOf('dep_unknown')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});
