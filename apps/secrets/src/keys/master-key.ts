import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatKeyring, Keyring, newKey, parseKeyring } from './keyring.js';

/** Where the key-encryption keys come from. Only a file can be written by a rotation. */
export type MasterKeyPlace = { kind: 'variable'; text: string } | { kind: 'file'; path: string; given: boolean };

export function masterKeyPlace(env: {
  TOOLYARD_MASTER_KEY?: string;
  TOOLYARD_MASTER_KEY_FILE?: string;
  TOOLYARD_DATA: string;
}): MasterKeyPlace {
  if (env.TOOLYARD_MASTER_KEY) return { kind: 'variable', text: env.TOOLYARD_MASTER_KEY };
  if (env.TOOLYARD_MASTER_KEY_FILE) return { kind: 'file', path: env.TOOLYARD_MASTER_KEY_FILE, given: true };
  return { kind: 'file', path: join(env.TOOLYARD_DATA, 'secrets', 'master.key'), given: false };
}

/** Null when the file does not exist. */
export async function readKeyring(place: MasterKeyPlace): Promise<Keyring | null> {
  if (place.kind === 'variable') return parseKeyring(place.text, 'TOOLYARD_MASTER_KEY');
  try {
    return parseKeyring(await readFile(place.path, 'utf8'), place.path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Makes the file of a first start. When several replicas try at once, all get the one that was first. */
export async function makeKeyring(path: string): Promise<Keyring> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = await writeDurably(path, new Keyring([newKey()]));
  try {
    // Unlike a rename, a link never replaces what is there.
    await link(temporary, path);
    await syncFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(temporary);
  }
  return (await readKeyring({ kind: 'file', path, given: false }))!;
}

/** Replaces the file in one step: a crash leaves the old or the new one, whole. */
export async function replaceKeyring(path: string, keyring: Keyring): Promise<void> {
  const temporary = await writeDurably(path, keyring);
  await rename(temporary, path);
  await syncFolder(path);
}

async function writeDurably(path: string, keyring: Keyring): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(formatKeyring(keyring));
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
