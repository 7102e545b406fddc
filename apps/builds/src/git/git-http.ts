import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { actorOf, errorStatus, Rejected } from '@toolyard/contracts';
import { diskFullSentence, isDiskFull, log } from '@toolyard/service';
import type { Request, Response } from 'express';
import { gitEnvironment, isRepositoryName, type Repositories } from '../repositories/git-repositories.js';
import type { GitBounds, GitQuotas } from './git-quotas.js';
import type { GitRights } from './git-rights.js';
import { backendCommand, settingsEnvironment } from './git-settings.js';
import type { PushedRef, Pushes } from './pushes.js';

const headLimit = 64 * 1024;
const pushTimeoutMs = 30 * 60_000;
const services = ['git-upload-pack', 'git-receive-pack'];

/**
 * Smart HTTP for `/git/<repository>.git/…`: git's own CGI program behind basic authentication, the token as password.
 */
export function gitHandler(repositories: Repositories, rights: GitRights, pushes: Pushes, quotas: GitQuotas) {
  return (request: Request, response: Response): void => {
    answer(repositories, rights, pushes, quotas, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        log.error({ err: error, path: request.path }, 'a git request could not be served');
        return void response.destroy();
      }
      if (error instanceof Rejected && (error.code === 'unavailable' || error.code === 'quota_exceeded'))
        return refuse(response, errorStatus[error.code], error.message);
      log.error({ err: error, path: request.path }, 'a git request could not be served');
      refuse(
        response,
        500,
        'The repository could not be opened. Nothing was stored; try again, and check the log of the service ' +
          'builds when it fails again.',
      );
    });
  };
}

async function answer(
  repositories: Repositories,
  rights: GitRights,
  pushes: Pushes,
  quotas: GitQuotas,
  request: Request,
  response: Response,
): Promise<void> {
  const [path = '', query = ''] = request.url.split('?', 2);
  const match = /^\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack|info\/lfs\/[\w/-]+)$/.exec(path);
  const service = match?.[2] === 'info/refs' ? (new URLSearchParams(query).get('service') ?? '') : match?.[2];
  const password = passwordOf(request.headers.authorization);
  const principal = password === undefined ? null : await rights.authenticate(password);
  if (!principal) {
    response.set('WWW-Authenticate', 'Basic realm="Toolyard", charset="UTF-8"');
    return refuse(
      response,
      401,
      'Authentication is required: any user name, and an API key of this Toolyard as the password.',
    );
  }
  const repository = match?.[1];
  if (!repository || !isRepositoryName(repository) || !(await rights.appears(repository))) {
    return refuse(
      response,
      404,
      'There is no such repository. The address of a repository is <url>/git/<slug>.git of an existing ' +
        'server; create the server first.',
    );
  }
  if (match[2]!.startsWith('info/lfs/')) return refuseLfs(response);
  if (!services.includes(service ?? ''))
    return refuse(response, 403, 'Only the smart HTTP protocol of git is served here. Use git 1.6.6 or later.');
  if (request.method !== (match[2] === 'info/refs' ? 'GET' : 'POST'))
    return refuse(response, 405, 'The HTTP method is not allowed at this address.');
  const push = service === 'git-receive-pack';
  const refusal = rights.refusal(repository, principal, push);
  if (refusal) {
    if (push) Object.assign(request, { principal, refusal: { action: 'git push', reason: refusal.reason } });
    return refuse(response, 403, refusal.sentence);
  }
  if (push && (await isDiskFull(repositories.folder))) return refuse(response, errorStatus.disk_full, diskFullSentence);
  await repositories.ensure(repository);
  const bounds = await quotas.boundsOf(repository, principal.userId, service === 'git-receive-pack');
  const leave = await quotas.processes.enter(principal.userId, closingOf(response));
  if (!leave) return;
  serve(
    repositories,
    (refs) => pushes.pushed(repository, refs, actorOf(principal)),
    repository,
    `/${repository}.git/${match[2]}`,
    // Built again, so that git reads the same service that was judged.
    match[2] === 'info/refs' ? `service=${service}` : '',
    request,
    response,
    bounds,
    leave,
  );
}

function serve(
  repositories: Repositories,
  onPush: (refs: PushedRef[]) => Promise<string[]>,
  repository: string,
  pathInfo: string,
  query: string,
  request: Request,
  response: Response,
  bounds: GitBounds,
  onEnd: () => void,
): void {
  const header = (name: string) => request.headers[name] as string | undefined;
  const [program, ...args] = backendCommand(bounds.seconds);
  const child = spawn(program, args, {
    env: {
      ...gitEnvironment,
      ...settingsEnvironment(bounds.packBytes),
      GIT_PROJECT_ROOT: repositories.folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathInfo,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      REMOTE_USER: 'toolyard',
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: header('content-type') ?? '',
      ...(header('content-length') ? { CONTENT_LENGTH: header('content-length') } : {}),
      ...(header('content-encoding') ? { HTTP_CONTENT_ENCODING: header('content-encoding') } : {}),
      ...(header('git-protocol') ? { GIT_PROTOCOL: header('git-protocol') } : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill(), pushTimeoutMs);
  const [, , , fromHook, toHook] = child.stdio as unknown as [Writable, Readable, Readable, Readable, Writable];
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  void answerHook(fromHook, toHook, onPush);

  let errorText = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errorText = (errorText + text).slice(-2_000)));
  child.on('close', onEnd);
  child.on('error', (error) => {
    onEnd();
    log.error({ err: error }, 'git could not be started');
    if (!response.headersSent)
      refuse(response, 500, 'git could not be started on the platform. Nothing was stored; is git installed there?');
  });
  child.on('exit', (code) => {
    clearTimeout(timer);
    // The rest of the request is read and dropped, because git reads the answer only when it has sent everything.
    request.unpipe();
    request.resume();
    fromHook.destroy();
    toHook.destroy();
    if (code !== 0 || errorText) log.warn({ repository, code, stderr: errorText.trim() }, 'git http-backend');
  });
  request.pipe(child.stdin!);
  // A client that disconnects before the push is sent stores nothing; one that disconnects later does not undo it.
  request.on('close', () => {
    if (!request.complete) child.kill();
  });
  sendAnswer(child.stdout!, response);
}

/** Reads the pushed references from the hook and answers with lines that git shows to the client. */
async function answerHook(
  fromHook: Readable,
  toHook: Writable,
  onPush: (refs: PushedRef[]) => Promise<string[]>,
): Promise<void> {
  const refs: PushedRef[] = [];
  try {
    for await (const line of createInterface({ input: fromHook })) {
      if (line === 'end') break;
      const [before, after, name] = line.split(' ', 3);
      if (before && after && name) refs.push({ before, after, name });
    }
  } catch {
    return;
  }
  if (refs.length === 0) return;
  const lines = await onPush(refs).catch((error: unknown) => {
    log.error({ err: error }, 'the deployment of a push could not be requested');
    return [
      'Toolyard: the push is stored. Its deployment could not be requested yet; it follows within half a minute.',
    ];
  });
  if (!toHook.destroyed) toHook.end([...lines.map((line) => line.replaceAll('\n', ' ')), 'end', ''].join('\n'));
}

/** Sends the answer of the CGI program (RFC 3875, section 6): splits it into status, headers and body. */
function sendAnswer(output: Readable, response: Response): void {
  let head: Buffer | null = Buffer.alloc(0);
  output.on('data', (chunk: Buffer) => {
    if (head === null) {
      if (!response.write(chunk)) output.pause();
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (head.length > headLimit) output.destroy();
      return;
    }
    const body = head.subarray(end + 4);
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const colon = line.indexOf(':');
      const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      if (name.toLowerCase() === 'status') response.status(Number.parseInt(value, 10));
      else if (colon > 0) response.setHeader(name, value);
    }
    head = null;
    response.flushHeaders();
    if (body.length > 0) response.write(body);
  });
  response.on('drain', () => output.resume());
  response.on('close', () => output.resume());
  output.on('close', () => {
    if (head !== null && !response.headersSent)
      refuse(response, 500, 'git gave no answer, so it is unknown whether the push was stored. Try again.');
    else response.end();
  });
}

function passwordOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? '')?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1) || undefined;
}

/** Aborts when the client is gone. */
function closingOf(response: Response): AbortSignal {
  const closing = new AbortController();
  response.once('close', () => closing.abort());
  if (response.destroyed) closing.abort();
  return closing.signal;
}

/** In the form of Git LFS (git-lfs, docs/api/batch.md), which shows the message. */
function refuseLfs(response: Response): void {
  const message =
    'This Toolyard does not store Git LFS objects. Commit the files themselves (git lfs migrate export), ' +
    'or fetch them in the build.';
  response.status(501).type('application/vnd.git-lfs+json').send(JSON.stringify({ message }));
}

function refuse(response: Response, status: number, sentence: string): void {
  response.status(status).type('text/plain').send(`${sentence}\n`);
}
