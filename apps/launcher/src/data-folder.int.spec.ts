import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { DataFolder } from './data-folder.js';
import { assertFree, freePorts } from './ports.js';

let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'toolyard-data-'));
  path = join(parent, 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the data folder', () => {
  test('keeps its keys over starts, for the owner alone', () => {
    const first = DataFolder.open(path);
    const second = DataFolder.open(path);
    expect([second.instance, second.adminToken, second.serviceKey]).toEqual([
      first.instance,
      first.adminToken,
      first.serviceKey,
    ]);
    expect(Buffer.from(first.serviceKey, 'base64').length).toBe(32);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'keys/admin-token')).mode & 0o777).toBe(0o600);
  });

  test('that others could read is closed to them, but for the images of the private Docker Engine', () => {
    for (const folder of ['analytics/data', 'docker/data', 'logs'])
      mkdirSync(join(path, folder), { recursive: true, mode: 0o755 });
    const files = ['analytics/data/part.bin', 'logs/gateway.log', 'docker/data/layer'];
    for (const name of files) writeFileSync(join(path, name), 'x', { mode: 0o644 });
    symlinkSync(join(parent, 'elsewhere'), join(path, 'link'));
    DataFolder.open(path);
    const modes = ['.', 'analytics', 'analytics/data', 'logs', ...files].map((name) => [
      name,
      (statSync(join(path, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      '.': '700',
      analytics: '700',
      'analytics/data': '700',
      'analytics/data/part.bin': '600',
      logs: '700',
      'logs/gateway.log': '600',
      'docker/data/layer': '644',
    });
  });

  test('belongs to one launcher at a time, and to the next one at once when that is killed', async () => {
    const module = new URL('./data-folder.js', import.meta.url).href;
    const program = `import { DataFolder } from '${module}';
      globalThis.held = DataFolder.open('${path}');
      held.take();
      console.log('mine');
      setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(other.stdout, 'data');
      const data = DataFolder.open(path);
      expect(() => data.take()).toThrow(/used by another tools\/up/);
      expect(data.launcher()?.pid).toBe(other.pid);
      data.writePlatformFile({ url: 'http://x', adminToken: 'x', pid: other.pid!, services: {}, engines: {} });
      expect(() => data.take()).toThrow(/already runs at http:\/\/x.*tools\/down/);
      other.kill('SIGKILL');
      await eventually(() => {
        data.take();
        return true;
      });
      data.release();
      expect(data.launcher()).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('that cannot be used is named, with what to do', () => {
    writeFileSync(path, 'a file');
    expect(() => DataFolder.open(path)).toThrow(/cannot be used.*--data DIR/);
  });

  test('is not made by a look at the disk', () => {
    DataFolder.checkDisk(join(path, 'deep', 'down'));
    expect(existsSync(path)).toBe(false);
    expect(DataFolder.exists(path)).toBe(false);
  });

  test('shows a whole platform file or none', () => {
    const data = DataFolder.open(path);
    expect(data.readPlatformFile()).toBeNull();
    const content = {
      url: 'http://x',
      adminToken: 't',
      pid: 1,
      services: { gateway: { pid: 2, url: 'http://y' } },
      engines: {},
    };
    data.writePlatformFile(content);
    expect(JSON.parse(readFileSync(data.platformFile, 'utf8'))).toEqual(content);
    expect(statSync(data.platformFile).mode & 0o777).toBe(0o600);
    data.removePlatformFile();
    expect(data.readPlatformFile()).toBeNull();
  });
});

describe('ports', () => {
  test('a port in use is named, with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(assertFree('127.0.0.1', port)).rejects.toThrow(new RegExp(`Port ${port} is already in use.*--port N`));
    await new Promise((resolve) => server.close(resolve));
    await assertFree('127.0.0.1', port);
  });

  test('free ports are all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
  });
});
