import { describe, expect, test } from '@jest/globals';
import { allowancesOf, hostsIn, nameServersIn, parseAllowances } from './egress-allowances.js';

describe('TOOLYARD_EGRESS_ALLOW', () => {
  test('takes addresses, ranges and names, with a port or without one', () => {
    const ports = (port: number) => ({ protocols: ['tcp', 'udp'], port });
    expect(parseAllowances(' 10.1.2.3, 10.2.0.0/16:5432,db.internal:6379 ,db ')).toEqual([
      { to: '10.1.2.3' },
      { to: '10.2.0.0/16', ports: ports(5_432) },
      { host: 'db.internal', port: 6_379 },
      { host: 'db' },
    ]);
    expect(parseAllowances('')).toEqual([]);
  });

  test.each(['10.1.2', '10.1.2.3/33', '10.1.2.3:0', '10.1.2.3:70000', '-j', 'a b', 'fd00::1', '10.1.2.3/8/8', '$(x)'])(
    'refuses %j and names it',
    (entry) => expect(() => parseAllowances(`10.1.2.3,${entry}`)).toThrow(JSON.stringify(entry)),
  );
});

describe('the configuration of this machine', () => {
  test('names the registries of its programs, with their ports', () => {
    const npmrc = 'registry=https://npm.example/\n@team:registry = http://team.example:4873/path\n//npm.example/:_x=y';
    expect(hostsIn(npmrc)).toEqual([
      { host: 'npm.example', port: 443 },
      { host: 'team.example', port: 4_873 },
    ]);
    expect(hostsIn('https://user:secret@pypi.example/simple')).toEqual([{ host: 'pypi.example', port: 443 }]);
    expect(hostsIn('file:///opt/pypi/simple http://')).toEqual([]);
  });

  test('names its name servers, without those on loopback', () => {
    expect(nameServersIn('# x\nnameserver 127.0.0.53\nnameserver 10.0.0.2\n nameserver fd00::1\n')).toEqual([
      '10.0.0.2',
    ]);
  });

  test('allows a private registry for its port alone, and neither loopback nor metadata', async () => {
    const env = {
      NPM_CONFIG_REGISTRY: 'http://10.9.8.7:4873/',
      PIP_INDEX_URL: 'http://127.0.0.1:3141/simple http://169.254.169.254/simple',
      SOME_URL: 'http://10.9.8.6/',
    };
    const allowed = (await allowancesOf('', env)).filter(({ to }) => /^(10\.9\.|127\.|169\.254\.)/.test(to));
    expect(allowed).toEqual([{ to: '10.9.8.7', ports: { protocols: ['tcp', 'udp'], port: 4_873 } }]);
  });
});
