import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { record } from '@toolyard/mcp';
import { Platform } from '../api/platform.js';
import { Failure } from '../failure.js';
import { currentLogin } from '../login/current-login.js';
import { isReadableByOthers, type Login, loginPath } from '../login/login-file.js';
import { plain, type Result, type Terminal } from '../terminal.js';
import { version } from '../version.js';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

const run = promisify(execFile);
const oldestNode = 20;
/** The first that reads settings from its environment (GIT_CONFIG_COUNT), as `yard deploy` gives it the key. */
const oldestGit = [2, 31] as const;

/** Whether everything is there that the other commands need. A check that fails makes exit code 1. */
export async function doctor(terminal: Terminal): Promise<Result> {
  const checks = [
    yardAndNode(),
    await gitThere(terminal),
    await keyFile(terminal),
    ...(await platformChecks(terminal)),
  ];
  const text = checks.map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'FAILS '} ${name}: ${detail}`).join('\n');
  const ok = checks.every((check) => check.ok);
  return { value: { ok, checks }, text, failed: !ok };
}

function yardAndNode(): Check {
  const node = process.versions.node;
  return { name: 'yard', ok: Number(node.split('.')[0]) >= oldestNode, detail: `${version}, on Node.js ${node}` };
}

async function gitThere({ env, signal }: Terminal): Promise<Check> {
  const options = { env, signal, timeout: 10_000 };
  return run('git', ['--version'], options).then(
    ({ stdout }) => {
      const [major = 0, minor = 0] = /\d+\.\d+/.exec(stdout)?.[0].split('.').map(Number) ?? [];
      const ok = major > oldestGit[0] || (major === oldestGit[0] && minor >= oldestGit[1]);
      const detail = ok ? plain(stdout) : `${plain(stdout)} is too old for \`yard deploy\`. Install 2.31 or newer.`;
      return { name: 'git', ok, detail };
    },
    () => ({ name: 'git', ok: false, detail: 'not found. `yard deploy` needs it: install it (https://git-scm.com).' }),
  );
}

async function keyFile(terminal: Terminal): Promise<Check> {
  const path = loginPath(terminal);
  const open = await isReadableByOthers(terminal);
  const detail = open ? `other users may read ${path}. Run \`chmod 600 ${path}\`.` : open === null ? 'none' : path;
  return { name: 'stored key', ok: !open, detail };
}

async function platformChecks(terminal: Terminal): Promise<Check[]> {
  let login: Login;
  try {
    login = await currentLogin(terminal);
  } catch (error) {
    return [failed('login', error)];
  }
  const platform = new Platform(login, terminal.signal);
  try {
    const { name, role, rights } = await platform.body(platform.api.GET('/api/v1/me'));
    const detail = `of ${plain(name)} (${role}), with the rights ${rights.join(', ')}`;
    return [
      { name: 'platform', ok: true, detail: platform.url },
      { name: 'key', ok: true, detail },
      await services(platform),
    ];
  } catch (error) {
    const answers = error instanceof Failure && ['unauthenticated', 'forbidden'].includes(error.code);
    return answers
      ? [{ name: 'platform', ok: true, detail: platform.url }, failed('key', error)]
      : [failed('platform', error)];
  }
}

async function services(platform: Platform): Promise<Check> {
  try {
    const health = record(await platform.body(platform.api.GET('/api/v1/health')));
    const each = Object.entries(record(health?.['services']) ?? {});
    const failing = each.filter(([, service]) => record(service)?.['status'] !== 'ok').map(([name]) => plain(name));
    const ok = health?.['status'] === 'ok' && failing.length === 0;
    return { name: 'services', ok, detail: ok ? `${each.length} work` : `not working: ${failing.join(', ')}` };
  } catch (error) {
    return failed('services', error);
  }
}

function failed(name: string, error: unknown): Check {
  if (error instanceof Failure) return { name, ok: false, detail: error.message };
  throw error;
}
