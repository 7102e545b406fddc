import { describe, expect, test } from '@jest/globals';
import { createOptions, numericUser } from './container-options.js';

const spec = {
  serverId: 'srv_1',
  deploymentId: 'dep_1',
  replica: 2,
  imageDigest: 'sha256:aa',
  variables: { TOKEN: 'a=b', PORT: '1', HOME: '/data' },
  run: { port: 8080, paths: ['/mcp'], startupSeconds: 60, memoryMb: 256, cpus: 0.5, pids: 64 },
};
const options = createOptions('one', spec, {
  user: '65534:65534',
  volumes: ['/data'],
  labels: ['traefik.enable', 'toolyard.server'],
});

describe('container options', () => {
  test('limit memory without swap, CPU and processes', () => {
    expect(options.HostConfig).toMatchObject({
      Memory: 268_435_456,
      MemorySwap: 268_435_456,
      NanoCpus: 500_000_000,
      PidsLimit: 64,
    });
  });

  test('remove every privilege', () => {
    expect(options.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      Init: true,
    });
    expect(options.HostConfig).not.toHaveProperty('Binds');
  });

  const passwd = 'root:x:0:0::/:/bin/sh\napp:x:0:0::/:/bin/sh\nzero:x:00:5::/:\nnode:x:1000:1001::/:\nbad:x::0::\n';
  test.each([
    ['', '65534:65534'],
    ['root', '65534:65534'],
    ['0', '65534:65534'],
    ['0:1000', '65534:65534'],
    ['00', '65534:65534'],
    ['root:root', '65534:65534'],
    ['node', '1000:1001'],
    ['node:staff', '1000:1001'],
    ['node:7', '1000:7'],
    ['1000:1000', '1000:1000'],
    ['1000:staff', '1000'],
    // Another name of root, or a name that the image does not explain.
    ['app', null],
    ['zero', null],
    ['bad', null],
    ['0x0', null],
    ['missing', null],
  ])('an image with user %p runs as %p', (given, expected) => expect(numericUser(given, passwd)).toBe(expected));

  test('a name of a user is nothing without the /etc/passwd of the image', () => {
    expect(numericUser('node', null)).toBeNull();
  });

  test('labels of the image are cleared', () => {
    expect(options.Labels).toMatchObject({ 'traefik.enable': '', 'toolyard.server': 'srv_1' });
  });

  test('a variable can replace the home folder but not the port', () => {
    expect(options.Env).toEqual(expect.arrayContaining(['PORT=8080', 'TOKEN=a=b', 'HOME=/data']));
  });

  test('a server listens on all addresses unless a variable says otherwise', () => {
    expect(options.Env).toContain('HOST=0.0.0.0');
    const variables = { HOST: '::' };
    expect(createOptions('one', { ...spec, variables }, { user: '1', volumes: [], labels: [] }).Env).toContain(
      'HOST=::',
    );
  });

  test('a sandbox is the runtime of gVisor', () => {
    const run = { ...spec.run, sandbox: 'gvisor' as const };
    const { HostConfig } = createOptions('one', { ...spec, run }, { user: '1', volumes: [], labels: [] });
    expect([HostConfig?.Runtime, options.HostConfig?.Runtime]).toEqual(['runsc', undefined]);
  });

  test('a container knows its commit, unless a variable says otherwise', () => {
    const run = { ...spec.run, environment: { TOOLYARD_COMMIT: 'abc', SOURCE_COMMIT: 'abc' } };
    const variables = { SOURCE_COMMIT: 'mine' };
    const { Env } = createOptions('one', { ...spec, run, variables }, { user: '1', volumes: [], labels: [] });
    expect(Env).toEqual(expect.arrayContaining(['TOOLYARD_COMMIT=abc', 'SOURCE_COMMIT=mine']));
  });

  test('the labels hold names of variables, never values', () => {
    expect(options.Labels?.['toolyard.variables']).toBe('TOKEN,PORT,HOME');
    expect(JSON.stringify(options.Labels)).not.toContain('a=b');
  });

  test('volumes of the image become memory', () => {
    expect(Object.keys(options.HostConfig!.Tmpfs!)).toEqual(['/tmp', '/data']);
  });

  test('the name is that of the replica, so that it exists once', () => {
    expect(options.name).toBe('toolyard-one-dep_1-2');
  });
});
