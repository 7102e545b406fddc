import { describe, expect, test } from '@jest/globals';
import { runDefaults, runSpec } from './build-fields.js';
import { readToolyardFile } from './toolyard-yaml.js';

describe('toolyard.yaml', () => {
  test('sets port, path, command, transport, health and resources', () => {
    const file = readToolyardFile(
      'port: 3000\npath: /x\ncommand: node a.js\nhealth:\n  startupSeconds: 150\nresources:\n  memoryMb: ' +
        '256\n  cpus: 0.5\n  pids: 64\n',
    );
    expect(runSpec(file)).toEqual({
      port: 3000,
      paths: ['/x'],
      command: ['/bin/sh', '-c', 'exec node a.js'],
      startupSeconds: 150,
      memoryMb: 256,
      cpus: 0.5,
      pids: 64,
    });
    expect(runSpec(readToolyardFile(''), 4000)).toEqual({ ...runDefaults, port: 4000, command: undefined });
  });

  test.each([
    ['port: 80', 'line 1: `port` must be a whole number from 1024 to 65535'],
    ['port: 8080\nprot: 1', 'line 2: `prot` is not a field'],
    ['# note\nresources:\n  memoryMb: lots', 'line 3: `resources.memoryMb` must be a whole number'],
    ['resources: 5', 'line 1: `resources` must hold the fields memoryMb, cpus, pids'],
    ['health:\n  startupSeconds: 9000', 'line 2: `health.startupSeconds`'],
    ['path: mcp', 'line 1: `path` must be a path'],
    ['path: /../x', 'line 1: `path` must be a path'],
    ['command: []', 'line 1: `command` must be'],
    ['transport: carrier-pigeon', 'line 1: `transport` must be `http` or `stdio`'],
    ['port: 1\nport: 2', 'line 2: Map keys must be unique'],
    ['a: [', 'line 1'],
    [
      ['a: &a [1]', `b: &b [${'*a, '.repeat(30)}1]`, `c: [${'*b, '.repeat(30)}1]`].join('\n'),
      'line 1: the file holds too many aliases',
    ],
    ['- a', 'line 1: the file must hold fields'],
  ])('with the mistake %j names line and field', (text, message) => {
    expect(() => readToolyardFile(text)).toThrow(message);
  });
});
