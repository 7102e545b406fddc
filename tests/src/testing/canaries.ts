import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretSearch } from '@toolyard/service/testing';

/** Shorter values are too common to be recognised. */
const shortest = 12;
const sent = new Set(['value', 'password', 'secret', 'clientSecret']);
const answered = new Set(['secret', 'clientSecret']);
/** What the platform itself keeps its secrets in, an engine's images, and the room that is held back on the disk. */
const notSearched = new Set(['keys', 'toolyard.json', 'master.key', 'docker', 'reserve']);

/** A whole API key; its beginning alone is shown and stored. */
const apiKey = /^ty_[\w-]{32,}$/;

/** A value of a variable or credential that is found again wherever it comes to lie. */
export const canary = (name = 'value'): string => `canary-${name}-${randomUUID()}`;

/** The secrets that a test gave to a platform or got from it, and the search for them in all that it leaves. */
export class Canaries {
  private readonly values = new Set<string>();

  /** Remembers the secrets of a request: values, passwords, and API keys. */
  noteSent(body: unknown): void {
    this.note(body, sent);
  }

  /** Remembers the secrets of an answer; the values in answers are those of build plans and figures. */
  noteAnswered(body: unknown): void {
    this.note(body, answered);
  }

  /** Where they are: `texts` by name, and files of a folder. Names the places, not the values. */
  placesIn(texts: Record<string, string>, folder: string): string[] {
    const search = new SecretSearch(this.values);
    const files = [...filesBelow(folder)].filter((path) => search.found(readFileSync(path)).length > 0);
    const others = Object.entries(texts).filter(([, text]) => search.found(Buffer.from(text)).length > 0);
    return [...files.map((path) => path.slice(folder.length + 1)), ...others.map(([name]) => name)];
  }

  private note(body: unknown, fields: ReadonlySet<string>): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== 'string') this.note(value, fields);
      else if (value.length >= shortest && (fields.has(name) || apiKey.test(value))) this.values.add(value);
    }
  }
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (notSearched.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
