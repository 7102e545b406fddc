import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { log, Quotas } from '@toolyard/service';
import { BuildFailure } from '../../build-plan/build-failure.js';
import type { CommitPlace } from '../../repositories/commit-source.js';
import { asEnvironment, harmlessMistakes } from '../../git/git-settings.js';
import { gitEnvironment } from '../../repositories/git-repositories.js';
import { GitHubApp } from './github-app.js';
import { GitHubClient } from './github-client.js';
import { rejectionOf } from './github-rejections.js';

const repository = 'fetched';
const fetchTimeoutMs = 5 * 60_000;
const memoryKb = 2 * 1024 * 1024;
const errorBytes = 2_000;

/** Answers git's questions for a user name and a password; the token is in no argument and no file. */
const askpass = `#!/bin/sh
case "$1" in Username*) echo x-access-token ;; *) printf '%s\\n' "$TOOLYARD_GIT_TOKEN" ;; esac
`;

/** Fetches single commits from GitHub by git over HTTPS. */
@Injectable()
export class GitHubFetch {
  constructor(
    private readonly client: GitHubClient,
    private readonly app: GitHubApp,
    private readonly quotas: Quotas,
  ) {}

  /**
   * Fetches one commit without its history into a new bare repository.
   * @param sha full SHA
   * @param scratch folder for the repository; the caller removes it
   * @throws BuildFailure `source_unavailable`; the signal's reason when it is aborted
   */
  async fetch(fullName: string, sha: string, scratch: string, signal: AbortSignal): Promise<CommitPlace> {
    const token = await this.client.tokenFor(fullName).catch((error: unknown) => {
      this.client.forget(fullName);
      throw unavailable(rejectionOf(error, fullName).message, error);
    });
    const place: CommitPlace = { folder: scratch, repository };
    const path = join(scratch, `${repository}.git`);
    const script = join(scratch, 'askpass');
    await mkdir(scratch, { recursive: true });
    await writeFile(script, askpass, { mode: 0o700 });
    await chmod(script, 0o700);
    await this.git(['init', '--quiet', '--bare', path], {}, signal);
    await mkdir(join(path, 'info'), { recursive: true });
    await writeFile(join(path, 'info/attributes'), '* -export-ignore -export-subst\n');
    const url = `${this.app.place.url}/${fullName}.git`;
    const args = ['-C', path, 'fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', url, sha];
    const env = { GIT_ASKPASS: script, TOOLYARD_GIT_TOKEN: token };
    await this.git(args, env, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      this.client.forget(fullName);
      log.warn({ err: error, repository: fullName, commit: sha }, 'a commit could not be fetched from GitHub');
      throw unavailable(
        `The commit ${sha.slice(0, 12)} of ${fullName} could not be fetched from GitHub. The live ` +
          'deployment stays live; deploy it again, and check that the commit still exists and that the ' +
          'GitHub App may read the repository.',
        error,
      );
    });
    await this.git(['-C', path, 'update-ref', 'refs/heads/main', sha], {}, signal);
    return place;
  }

  private async git(args: string[], env: Record<string, string>, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(fetchTimeoutMs)]);
    const blocks = Math.ceil(this.quotas.limits.of('push_bytes') / 512);
    // What is fetched is bounded as what is pushed: the size of a pack, and the memory that unpacking takes.
    const child = spawn('sh', ['-c', `ulimit -v ${memoryKb}; ulimit -f ${blocks}; exec git "$@"`, 'git', ...args], {
      env: { ...gitEnvironment, ...settings, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: limit,
      killSignal: 'SIGKILL',
    });
    let errorText = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText = (errorText + text).slice(-errorBytes)));
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`git ${args.at(2) ?? args[0]} ended with ${code}: ${errorText.trim()}`));
      });
    });
  }
}

const settings = asEnvironment({
  ...Object.fromEntries(harmlessMistakes.map((mistake) => [`fetch.fsck.${mistake}`, 'ignore'])),
  'credential.helper': '',
  'protocol.allow': 'never',
  'protocol.https.allow': 'always',
  'protocol.http.allow': 'always',
  'fetch.fsckObjects': 'true',
  'fetch.unpackLimit': '1',
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '30',
  'pack.threads': '1',
});

const unavailable = (message: string, cause: unknown): BuildFailure =>
  new BuildFailure('fetch', 'source_unavailable', message, { cause });
