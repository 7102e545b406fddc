import { createHash } from 'node:crypto';
import type { GitCommit } from './git-repository.js';
import { exampleAnswer, merged } from './published.js';
import { GitHubError, ofRepository, type Route, route } from './rest-route.js';
import { fullNameOf, type Installation, type Repository } from './world.js';

const perPage = 30;

const example = (operation: string, status: number, changes: object): any =>
  merged(exampleAnswer(operation, status), changes);
const listOf = (operation: string, items: object[]): any[] => {
  const [first] = exampleAnswer(operation, 200) as any[];
  return items.map((item) => merged(first, item));
};

function page<T>(all: T[], query: URLSearchParams): T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? perPage));
  const at = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(at, at + size);
}

function commitOf(repository: Repository, ref: string): GitCommit {
  const found = repository.git.find(ref);
  if (!found) throw new GitHubError(ref.length === 40 ? 422 : 404, `No commit found for SHA: ${ref}`);
  return found;
}

const file = (filename: string) => ({
  sha: '0'.repeat(40),
  contents_url: `http://127.0.0.1/contents/${filename}`,
  filename,
  status: 'modified',
  additions: 1,
  deletions: 0,
  changes: 1,
  patch: '@@',
});

export const routes: Route[] = [
  route('POST /app-manifests/{code}/conversions', 'anyone', 201, ({ world, shapes }, _, [code]) => {
    const app = world.manifests.get(code!);
    if (!app) throw new GitHubError(404, 'Not Found');
    world.manifests.delete(code!);
    world.app = app;
    const { clientSecret: client_secret, webhookSecret: webhook_secret, privateKey: pem } = app;
    const secrets = { client_secret, webhook_secret, pem };
    return example('POST /app-manifests/{code}/conversions', 201, { ...shapes.app(app), ...secrets });
  }),
  route('GET /app', 'app', 200, ({ world, shapes }) => example('GET /app', 200, shapes.app(world.app!))),
  route('GET /app/installations', 'app', 200, ({ world, shapes }, { query }) =>
    listOf(
      'GET /app/installations',
      page([...world.installations.values()], query).map((each) => shapes.installation(each, world.app!)),
    ),
  ),
  route('GET /app/installations/{installation_id}', 'app', 200, ({ world, shapes }, _, [id]) => {
    const found = world.installations.get(Number(id));
    if (!found) throw new GitHubError(404, 'Not Found');
    return example('GET /app/installations/{installation_id}', 200, shapes.installation(found, world.app!));
  }),
  route('DELETE /app/installations/{installation_id}', 'app', 204, ({ world }, _, [id]) => {
    if (!world.installations.delete(Number(id))) throw new GitHubError(404, 'Not Found');
  }),
  route('POST /app/installations/{installation_id}/access_tokens', 'app', 201, ({ world }, _, [id]) => {
    const installation = world.installations.get(Number(id));
    if (!installation) throw new GitHubError(404, 'Not Found');
    if (installation.suspendedAt) throw new GitHubError(403, 'This installation has been suspended');
    const token = `ghs_${createHash('sha256').update(`${id} ${world.newId()}`).digest('hex').slice(0, 36)}`;
    const expiresAt = Date.now() + 3_600_000;
    world.tokens.set(token, { installation, expiresAt });
    return example('POST /app/installations/{installation_id}/access_tokens', 201, {
      token,
      expires_at: new Date(expiresAt).toISOString(),
      permissions: installation.permissions,
      repositories: [],
    });
  }),
  route('GET /app/hook/deliveries', 'app', 200, ({ world }, { query }) =>
    listOf(
      'GET /app/hook/deliveries',
      page([...world.deliveries].reverse(), query).map(
        ({ id, guid, event, payload, deliveredAt, redelivery, status }) => ({
          id,
          guid,
          delivered_at: deliveredAt,
          redelivery,
          status: status >= 200 && status < 300 ? 'OK' : 'Invalid HTTP Response',
          status_code: status,
          event,
          action: payload.action ?? null,
          installation_id: payload.installation?.id ?? null,
          repository_id: payload.repository?.id ?? null,
        }),
      ),
    ),
  ),
  route('POST /app/hook/deliveries/{delivery_id}/attempts', 'app', 202, ({ redeliver }, _, [id]) => {
    redeliver(Number(id));
    return {};
  }),
  route('GET /installation/repositories', 'installation', 200, ({ world, shapes }, { by, query }) => {
    const all = world.visibleTo(by as Installation);
    const [first] = exampleAnswer('GET /installation/repositories', 200).repositories;
    const repositories = page(all, query).map((each) => merged(first, shapes.repository(each)));
    return { total_count: all.length, repositories };
  }),
  route('GET /repos/{owner}/{repo}/installation', 'app', 200, (context, request, [owner, name]) => {
    const { world, shapes } = context;
    const found = world.installationOf(context.repository(request, owner!, name!));
    if (!found) throw new GitHubError(404, 'Not Found');
    return example('GET /repos/{owner}/{repo}/installation', 200, shapes.installation(found, world.app!));
  }),
  ofRepository('GET /repos/{owner}/{repo}', 200, ({ shapes }, repository) => {
    const {
      template_repository: _,
      parent: __,
      source: ___,
      ...rest
    } = exampleAnswer('GET /repos/{owner}/{repo}', 200);
    return merged(rest, shapes.repository(repository));
  }),
  ofRepository('GET /repos/{owner}/{repo}/branches', 200, ({ apiUrl }, repository, { query }) =>
    page(repository.git.branches(), query).map(({ name, sha }) => ({
      name,
      commit: { sha, url: `${apiUrl}/repos/${fullNameOf(repository)}/commits/${sha}` },
      protected: false,
    })),
  ),
  ofRepository('GET /repos/{owner}/{repo}/git/ref/{ref}', 200, ({ apiUrl }, repository, _, [ref]) => {
    const sha = ref!.startsWith('heads/') ? repository.git.head(ref!.slice('heads/'.length)) : null;
    if (!sha) throw new GitHubError(404, 'Not Found');
    const base = `${apiUrl}/repos/${fullNameOf(repository)}/git`;
    return example('GET /repos/{owner}/{repo}/git/ref/{ref}', 200, {
      ref: `refs/${ref}`,
      url: `${base}/refs/${ref}`,
      object: { type: 'commit', sha, url: `${base}/commits/${sha}` },
    });
  }),
  ofRepository('GET /repos/{owner}/{repo}/commits', 200, ({ shapes }, repository, { query }) => {
    const from = query.get('sha') ?? 'main';
    const size = Math.min(100, Number(query.get('per_page') ?? perPage));
    const skip = (Number(query.get('page') ?? 1) - 1) * size;
    const commits = repository.git.log(commitOf(repository, from).sha, size, skip);
    return listOf(
      'GET /repos/{owner}/{repo}/commits',
      commits.map((commit) => shapes.commit(repository, commit)),
    );
  }),
  ofRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 200, ({ world }, { id }, { query }, [ref]) => {
    const name = query.get('check_name');
    const all = world.checkRuns.filter(
      (each) => each.repositoryId === id && each.run.head_sha === ref && (!name || each.run.name === name),
    );
    return { total_count: all.length, check_runs: all.map(({ run }) => run) };
  }),
  ofRepository('GET /repos/{owner}/{repo}/commits/{ref}', 200, ({ shapes }, repository, _, [ref]) => {
    const commit = commitOf(repository, ref!);
    const files = repository.git.filesOf(commit.sha).map(file);
    const operation = 'GET /repos/{owner}/{repo}/commits/{ref}';
    const [first] = exampleAnswer(operation, 200).files;
    return example(operation, 200, {
      ...shapes.commit(repository, commit),
      files: files.map((each) => merged(first, each)),
    });
  }),
  ofRepository('GET /repos/{owner}/{repo}/compare/{basehead}', 200, ({ shapes }, repository, _, [basehead]) => {
    const [base, head] = basehead!.split('...').map((ref) => commitOf(repository, ref).sha) as [string, string];
    const { files, ahead, behind, mergeBase } = repository.git.changed(base, head);
    const status = behind > 0 ? (ahead.length > 0 ? 'diverged' : 'behind') : ahead.length > 0 ? 'ahead' : 'identical';
    const operation = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    const { commits, files: shown } = exampleAnswer(operation, 200);
    return example(operation, 200, {
      status,
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      merge_base_commit: { sha: mergeBase },
      commits: ahead.map((commit) => merged(commits[0], shapes.commit(repository, commit))),
      files: files.map((name) => merged(shown[0], file(name))),
    });
  }),
  ofRepository('POST /repos/{owner}/{repo}/check-runs', 201, ({ world }, repository, { body }) => {
    commitOf(repository, body.head_sha);
    const run = example('POST /repos/{owner}/{repo}/check-runs', 201, {
      id: world.newId(),
      ...checkFields(body),
      pull_requests: [],
    });
    world.checkRuns.push({ repositoryId: repository.id, run });
    return run;
  }),
  ofRepository(
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    200,
    ({ world }, { id: of }, { body }, [id]) => {
      const found = world.checkRuns.find(({ repositoryId, run }) => repositoryId === of && run.id === Number(id));
      if (!found) throw new GitHubError(404, 'Not Found');
      found.run = merged(found.run, checkFields(body));
      return found.run;
    },
  ),
  ofRepository('GET /repos/{owner}/{repo}/deployments', 200, ({ world }, { id }, { query }) =>
    world.deployments
      .filter(
        ({ repositoryId, deployment }) =>
          repositoryId === id && (query.get('sha') ?? deployment.sha) === deployment.sha,
      )
      .map(({ deployment }) => deployment),
  ),
  ofRepository('POST /repos/{owner}/{repo}/deployments', 201, ({ world }, repository, { body }) => {
    const { sha } = commitOf(repository, body.ref);
    const { ref, task = 'deploy', payload = {}, environment = 'production', description = null } = body;
    const facts = { id: world.newId(), sha, ref, task, payload, environment, description };
    const deployment = { ...exampleAnswer('POST /repos/{owner}/{repo}/deployments', 201), ...facts };
    world.deployments.push({ repositoryId: repository.id, deployment, statuses: [] });
    return deployment;
  }),
  ofRepository(
    'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    200,
    ({ world }, { id: of }, { query }, [id]) => {
      const found = world.deployments.find((each) => each.repositoryId === of && each.deployment.id === Number(id));
      if (!found) throw new GitHubError(404, 'Not Found');
      return page([...found.statuses].reverse(), query);
    },
  ),
  ofRepository(
    'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    201,
    ({ world }, { id: of }, { body }, [id]) => {
      const found = world.deployments.find((each) => each.repositoryId === of && each.deployment.id === Number(id));
      if (!found) throw new GitHubError(404, 'Not Found');
      const operation = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
      const { auto_inactive: _, ...facts } = body;
      const status = example(operation, 201, { id: world.newId(), ...facts });
      found.statuses.push(status);
      return status;
    },
  ),
];

/** What a check run shows of a body that made or changed it. */
function checkFields({ output, ...facts }: any): object {
  const { title = null, summary = null, text = null, annotations = [] } = output ?? {};
  return { ...facts, output: { title, summary, text, annotations_count: annotations.length } };
}
