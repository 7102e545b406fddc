import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { DataFolder } from './data-folder.js';
import { DiskReserve } from './disk-reserve.js';
import { freePorts } from './ports.js';
import { Child } from './processes/child.js';
import type { Layout } from './processes/layout.js';
import { natsLogin, natsSpec } from './processes/nats.js';
import { LogFile } from './processes/log-file.js';

const mib = 1 << 20;
const limits = { reserveBytes: 32 * mib, releaseBelowBytes: 8 * mib, acceptFromBytes: 16 * mib };
const silent = { info() {}, warn() {} };
let folder: string;
let data: DataFolder;
let reserve: DiskReserve;
let nats: Child | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder]);
  data = DataFolder.open(folder);
  reserve = new DiskReserve(folder, silent, limits);
});

afterEach(async () => {
  reserve.stop();
  await nats?.stop();
  nats = undefined;
  execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('on a full disk', () => {
  test('the reserve is given up, and made again when there is room', async () => {
    reserve.start();
    expect(statSync(join(folder, 'reserve')).size).toBe(limits.reserveBytes);
    expect(() => writeFileSync(join(folder, 'of-users'), Buffer.alloc(160 * mib, 1))).toThrow(/ENOSPC/);
    await eventually(() => !existsSync(join(folder, 'reserve')), 20_000);
    writeFileSync(join(folder, 'of-the-platform'), Buffer.alloc(16 * mib, 1));
    rmSync(join(folder, 'of-users'));
    await eventually(() => existsSync(join(folder, 'reserve')), 20_000);
  });

  test('JetStream stores again without help once there is room', async () => {
    reserve.start();
    const [port] = await freePorts(1);
    const layout = { data, env: {}, ports: { nats: port } } as unknown as Layout;
    nats = new Child(natsSpec(layout, reserve), new LogFile(join(data.logs, 'nats.log')), silent, () => {});
    await nats.start();
    const login = natsLogin(layout, 'gateway') as { user: string; password: string };
    const connection = await connect({
      port,
      user: login.user,
      pass: login.password,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    try {
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: 'FILL', subjects: ['fill'], storage: StorageType.File });
      const stream = jetstream(connection, { timeout: 2_000 });
      const filled = (async () => {
        for (;;) await stream.publish('fill', Buffer.alloc(mib, 1));
      })();
      await expect(filled).rejects.toThrow();
      await eventually(async () => {
        await manager.streams.purge('FILL');
        return (await stream.publish('fill', 'again')).seq > 0;
      }, 60_000);
    } finally {
      await connection.close();
    }
  }, 90_000);
});
