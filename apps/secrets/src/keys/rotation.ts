import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Rejected } from '@toolyard/contracts';
import type { EventStore } from '@toolyard/event-store';
import { rewrap } from './data-keys.js';
import { unwrapKey } from './envelope.js';
import { Keyring, newKey } from './keyring.js';
import { type MasterKeyPlace, readKeyring, replaceKeyring } from './master-key.js';
import { DataKeysView } from './data-keys.view.js';

export interface Rotation {
  /** Id of the key-encryption key that wraps everything now. */
  keyId: string;
  /** True when an earlier rotation had stopped in the middle and was finished instead of a new one begun. */
  resumed: boolean;
  rewrapped: number;
  /** Keys that are no longer needed; taken out of the file, or to be taken out of the variable by hand. */
  retired: string[];
}

const inParallel = 16;

/**
 * Wraps every data key with a new key-encryption key. Values stay as they are, services keep running.
 * More than one key in the place means that a rotation is under way, so one that was interrupted goes on where it
 * stopped. The old key is kept until nothing needs it.
 */
export async function rotate(store: EventStore, place: MasterKeyPlace): Promise<Rotation> {
  if (place.kind === 'variable') return rotateVariable(store, place);
  const release = await lock(`${place.path}.rotating`);
  try {
    const before = await existing(place);
    const resumed = before.keys.length > 1;
    const during = resumed ? before : new Keyring([newKey(), ...before.keys]);
    if (!resumed) await replaceKeyring(place.path, during);
    const rewrapped = await rewrapAll(store, during);
    await replaceKeyring(place.path, new Keyring([during.current]));
    return { keyId: during.current.id, resumed, rewrapped, retired: during.keys.slice(1).map((key) => key.id) };
  } finally {
    await release();
  }
}

async function rotateVariable(store: EventStore, place: MasterKeyPlace): Promise<Rotation> {
  const keyring = await existing(place);
  if (keyring.keys.length < 2) {
    throw new Rejected(
      'conflict',
      'TOOLYARD_MASTER_KEY holds one key, so there is nothing to rotate to. Nothing was changed. Put ' +
        'a new key (openssl rand -base64 32) and a comma in front of it, restart the secrets service ' +
        'with that, and run this again.',
    );
  }
  const rewrapped = await rewrapAll(store, keyring);
  return { keyId: keyring.current.id, resumed: false, rewrapped, retired: keyring.keys.slice(1).map((key) => key.id) };
}

async function existing(place: MasterKeyPlace): Promise<Keyring> {
  const keyring = await readKeyring(place);
  if (!keyring)
    throw new Rejected(
      'conflict',
      'There is no master key yet, so there is nothing to rotate. It is made when the secrets service ' +
        'starts for the first time.',
    );
  return keyring;
}

/** Repeats until a look at the whole store finds none left: the running service may have made keys meanwhile. */
async function rewrapAll(store: EventStore, keyring: Keyring): Promise<number> {
  const done = new Set<string>();
  for (;;) {
    // A key that was destroyed meanwhile may still be listed; it is looked at once.
    const left = (await storedKeys(store)).filter(
      (key) => key.keyId !== keyring.current.id && !done.has(key.dataKeyId),
    );
    if (left.length === 0) return done.size;
    for (let i = 0; i < left.length; i += inParallel) {
      await Promise.all(
        left.slice(i, i + inParallel).map((key) => rewrap(store, key, unwrapKey(key, keyring), keyring.current)),
      );
    }
    for (const key of left) done.add(key.dataKeyId);
  }
}

async function storedKeys(store: EventStore) {
  const view = new DataKeysView();
  const following = store.follow({ prefixes: ['datakey-'], onEvent: (event) => view.apply(event) });
  await following.caughtUp;
  await following.stop();
  return view.all;
}

/** Two rotations at once could each replace the other's new key. */
async function lock(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, String(process.pid), { mode: 0o600 });
  } catch (error) {
    throw new Rejected(
      'conflict',
      'The folder of the master key cannot be written to, so nothing was rotated. Make ' +
        `${dirname(path)} writable for this.`,
      undefined,
      { cause: error },
    );
  }
  try {
    while (!(await linked(own, path))) {
      const pid = Number(await readFile(path, 'utf8').catch(() => ''));
      if (pid !== process.pid && isRunning(pid)) {
        throw new Rejected(
          'conflict',
          `Another rotation is running (process ${pid}). Nothing was changed; wait for it, or remove ` +
            `${path} if that process is something else.`,
        );
      }
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(path, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
