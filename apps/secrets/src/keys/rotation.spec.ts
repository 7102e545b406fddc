import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MemoryEventStore } from '@toolyard/event-store';
import { DataKeys } from './data-keys.js';
import { foldDataKey } from './data-key.decider.js';
import { unwrapKey } from './envelope.js';
import { newKey } from './keyring.js';
import { makeKeyring, type MasterKeyPlace, masterKeyPlace, readKeyring } from './master-key.js';
import { MasterKeys } from './master-keys.js';
import { rotate } from './rotation.js';
import { dataKeyStream, DataKeysView } from './data-keys.view.js';

let folder: string;
let path: string;
let place: MasterKeyPlace;
let store: MemoryEventStore;
let view: DataKeysView;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-keys-'));
  place = masterKeyPlace({ TOOLYARD_DATA: folder });
  path = join(folder, 'secrets', 'master.key');
  store = new MemoryEventStore();
  view = new DataKeysView();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const service = () => DataKeys.open(store, view, place);
const stored = async (dataKeyId: string) => foldDataKey(await store.read(dataKeyStream(dataKeyId)))!;
async function someKeys(count: number) {
  const keys = await service();
  return Promise.all(Array.from({ length: count }, (_, i) => keys.create(`server:srv_${i}`)));
}

describe('the master key of a first start', () => {
  test('is made where only the owner can read it, and found again', async () => {
    const keys = await MasterKeys.open(place, []);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await MasterKeys.open(place, [])).keyring.current.id).toBe(keys.keyring.current.id);
    expect(await readdir(join(folder, 'secrets'))).toEqual(['master.key']);
  });

  test('is the same for all replicas that start at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => makeKeyring(path)));
    expect(new Set(made.map((keyring) => keyring.current.id)).size).toBe(1);
    expect(await readdir(join(folder, 'secrets'))).toEqual(['master.key']);
  });

  test('is not made in place of one that stored keys need', async () => {
    const { dataKeyId } = (await someKeys(1))[0]!;
    await rm(path);
    await expect(MasterKeys.open(place, [await stored(dataKeyId)])).rejects.toThrow(/missing.*put the file back/);
    expect(await readKeyring(place)).toBeNull();
  });

  test('is not made where an operator said it would be', async () => {
    const given = masterKeyPlace({ TOOLYARD_DATA: folder, TOOLYARD_MASTER_KEY_FILE: join(folder, 'typo') });
    await expect(MasterKeys.open(given, [])).rejects.toThrow('does not exist');
    expect(await readdir(folder)).toEqual([]);
  });

  test('from a variable must be the one that stored keys need', async () => {
    const { dataKeyId } = (await someKeys(1))[0]!;
    const wrong = masterKeyPlace({ TOOLYARD_DATA: folder, TOOLYARD_MASTER_KEY: newKey().key.toString('base64') });
    await expect(MasterKeys.open(wrong, [await stored(dataKeyId)])).rejects.toThrow('is not in the keyring');
  });
});

describe('rotating', () => {
  test('wraps every data key with a new key, keeps the data keys as they are, and drops the old key', async () => {
    const keys = await someKeys(40);
    const before = (await readKeyring(place))!.current.id;
    const rotation = await rotate(store, place);
    expect(rotation).toMatchObject({ rewrapped: 40, resumed: false, retired: [before] });
    const keyring = (await readKeyring(place))!;
    expect(keyring.keys.map((key) => key.id)).toEqual([rotation.keyId]);
    for (const { dataKeyId, dataKey } of keys) expect(unwrapKey(await stored(dataKeyId), keyring)).toEqual(dataKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'secrets'))).toEqual(['master.key']);
  });

  test('stopped in the middle loses nothing, and goes on where it stopped', async () => {
    const keys = await someKeys(40);
    let left = 20;
    const append = store.append.bind(store);
    store.append = (...args) => (left-- > 0 ? append(...args) : Promise.reject(new Error('power cut')));
    await expect(rotate(store, place)).rejects.toThrow('power cut');
    store.append = append;
    const during = (await readKeyring(place))!;
    expect(during.keys).toHaveLength(2);
    for (const { dataKeyId, dataKey } of keys) expect(unwrapKey(await stored(dataKeyId), during)).toEqual(dataKey);

    expect(await rotate(store, place)).toMatchObject({ resumed: true, keyId: during.current.id });
    const after = (await readKeyring(place))!;
    expect(after.keys.map((key) => key.id)).toEqual([during.current.id]);
    for (const { dataKeyId, dataKey } of keys) expect(unwrapKey(await stored(dataKeyId), after)).toEqual(dataKey);
  });

  test('under a running service is noticed: old values open, new keys use the new key', async () => {
    const running = await service();
    const { dataKeyId, dataKey } = await running.create('server:srv_1');
    const { keyId } = await rotate(store, place);
    expect(await running.open(dataKeyId)).toEqual(dataKey);
    expect(await stored((await running.create('server:srv_2')).dataKeyId)).toMatchObject({ keyId });
  });

  test('a data key made while a rotation ends is wrapped with the new key all the same', async () => {
    const running = await service();
    await running.create('server:srv_1');
    const append = store.append.bind(store);
    store.append = async (...args) => {
      store.append = append;
      await rotate(store, place);
      return append(...args);
    };
    const { dataKeyId, dataKey } = await running.create('server:srv_2');
    expect(unwrapKey(await stored(dataKeyId), (await readKeyring(place))!)).toEqual(dataKey);
  });

  test('passes over a destroyed data key', async () => {
    const running = await service();
    const { dataKeyId } = await running.create('server:srv_1');
    await running.destroy(dataKeyId);
    expect(await rotate(store, place)).toMatchObject({ resumed: false });
    expect(await store.read(dataKeyStream(dataKeyId))).toEqual([]);
  });

  test("twice at once is refused to the second, whose key would replace the first's", async () => {
    await someKeys(1);
    await writeFile(`${path}.rotating`, '1');
    await expect(rotate(store, place)).rejects.toThrow('Another rotation is running (process 1)');
    expect((await readKeyring(place))!.keys).toHaveLength(1);
  });

  test('goes past the lock of a rotation that was killed', async () => {
    await someKeys(1);
    await writeFile(`${path}.rotating`, '4194304999');
    expect(await rotate(store, place)).toMatchObject({ rewrapped: 1 });
    expect(await readdir(join(folder, 'secrets'))).toEqual(['master.key']);
  });

  test('of a variable needs the new key in front of the old one', async () => {
    await someKeys(3);
    const old = (await readKeyring(place))!.current;
    const only = masterKeyPlace({ TOOLYARD_DATA: folder, TOOLYARD_MASTER_KEY: old.key.toString('base64') });
    await expect(rotate(store, only)).rejects.toThrow('Put a new key');
    const fresh = newKey();
    const both = masterKeyPlace({
      TOOLYARD_DATA: folder,
      TOOLYARD_MASTER_KEY: [fresh, old].map((key) => key.key.toString('base64')).join(','),
    });
    expect(await rotate(store, both)).toMatchObject({ rewrapped: 3, keyId: fresh.id, retired: [old.id] });
  });

  test('leaves no key in clear in any event', async () => {
    const keys = await someKeys(3);
    await rotate(store, place);
    const events = JSON.stringify(
      await Promise.all(keys.map(({ dataKeyId }) => store.read(dataKeyStream(dataKeyId)))),
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    );
    const file = await readFile(path, 'utf8');
    for (const text of [...keys.map(({ dataKey }) => dataKey.toString('base64')), file.split('\n')[1]!])
      expect(events).not.toContain(text);
  });
});
