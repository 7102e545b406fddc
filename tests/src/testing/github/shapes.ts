import type { GitCommit } from './git-repository.js';
import type { Account, App, Installation, Repository } from './world.js';

/** The fields of GitHub's objects that a test can tell apart; the rest stays as in GitHub's examples. */
export class Shapes {
  constructor(
    private readonly url: string,
    private readonly apiUrl: string,
  ) {}

  account({ id, login, type }: Account) {
    const url = `${this.apiUrl}/users/${login}`;
    return {
      id,
      node_id: Buffer.from(`account ${id}`).toString('base64'),
      login,
      type,
      url,
      html_url: `${this.url}/${login}`,
      avatar_url: `${this.url}/avatars/${id}.png`,
      gravatar_id: '',
      site_admin: false,
      followers_url: `${url}/followers`,
      following_url: `${url}/following{/other_user}`,
      gists_url: `${url}/gists{/gist_id}`,
      starred_url: `${url}/starred{/owner}{/repo}`,
      subscriptions_url: `${url}/subscriptions`,
      organizations_url: `${url}/orgs`,
      repos_url: `${url}/repos`,
      events_url: `${url}/events{/privacy}`,
      received_events_url: `${url}/received_events`,
    };
  }

  repository(repository: Repository) {
    const { id, name, owner, isPrivate } = repository;
    const path = `${owner.login}/${name}`;
    return {
      id,
      name,
      full_name: path,
      private: isPrivate,
      owner: this.account(owner),
      html_url: `${this.url}/${path}`,
      url: `${this.apiUrl}/repos/${path}`,
      clone_url: `${this.url}/${path}.git`,
      default_branch: 'main',
      archived: false,
      language: null,
      fork: false,
      is_template: false,
      web_commit_signoff_required: false,
      topics: [],
      visibility: isPrivate ? 'private' : 'public',
      custom_properties: {},
    };
  }

  installation({ id, account, suspendedAt, repositories, permissions }: Installation, app: App) {
    return {
      id,
      account: this.account(account),
      app_id: app.id,
      app_slug: app.slug,
      target_id: account.id,
      target_type: account.type,
      repository_selection: repositories === 'all' ? 'all' : 'selected',
      permissions,
      html_url: `${this.url}/settings/installations/${id}`,
      suspended_at: suspendedAt,
    };
  }

  app({ id, slug, name, clientId }: App) {
    return { id, slug, name, client_id: clientId, html_url: `${this.url}/apps/${slug}` };
  }

  commit(repository: Repository, { sha, tree, parents, author, email, at, message }: GitCommit) {
    const base = `${this.apiUrl}/repos/${repository.owner.login}/${repository.name}`;
    const signature = { name: author, email, date: at };
    return {
      sha,
      url: `${base}/commits/${sha}`,
      html_url: `${this.url}/${repository.owner.login}/${repository.name}/commit/${sha}`,
      commit: {
        author: signature,
        committer: signature,
        message,
        tree: { sha: tree, url: `${base}/git/trees/${tree}` },
        url: `${base}/git/commits/${sha}`,
      },
      author: { login: email.split('@')[0]!, avatar_url: `${this.url}/avatars/${email.split('@')[0]}.png` },
      parents: parents.map((parent) => ({ sha: parent, url: `${base}/commits/${parent}` })),
    };
  }

  /** A commit in the payload of a push. */
  pushed(repository: Repository, commit: GitCommit, files: string[]) {
    const { sha, tree, author, email, at, message } = commit;
    return {
      id: sha,
      tree_id: tree,
      distinct: true,
      message,
      timestamp: at,
      url: `${this.url}/${repository.owner.login}/${repository.name}/commit/${sha}`,
      author: { name: author, email },
      committer: { name: author, email },
      added: [],
      removed: [],
      modified: files,
    };
  }
}
