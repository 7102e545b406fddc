/** A webhook of GitHub as far as it matters: this is stored, and the payload is not. */
export interface WebhookHint {
  /** GitHub's id of the delivery; a redelivery has the same. */
  id: string;
  event: string;
  action: string | null;
  /** When it was received. */
  at: string;
  repository: { id: number; fullName: string } | null;
  /** Login of the account that the App is installed on, or that owns the repository. */
  account: string | null;
  /** Of a push: the reference that changed, and the commit that it points to now. */
  ref: string | null;
  after: string | null;
}

/** What a webhook causes. */
export type Verdict =
  /** Servers of the repository look at the head of this branch. */
  | { kind: 'push'; branch: string }
  /** Servers of the repository, or else of the account, look whether they can still use it. */
  | { kind: 'access' }
  | { kind: 'ignored'; reason: string };

const branchPrefix = 'refs/heads/';
const accessEvents = new Set(['installation', 'installation_repositories', 'installation_target', 'repository']);

/** Whether anything depends on webhooks of this event. */
export const dependsOn = (event: string): boolean => event === 'push' || accessEvents.has(event);

/** @throws Error for a payload that is not an object */
export function hintOf(headers: { id: string; event: string }, payload: unknown, at: string): WebhookHint {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new Error('The payload of a webhook is a JSON object.');
  const { action, repository, installation, ref, after } = payload as Record<string, any>;
  const id = repository?.id;
  const fullName = textOf(repository?.full_name);
  return {
    ...headers,
    action: textOf(action),
    at,
    repository: typeof id === 'number' && fullName !== null ? { id, fullName } : null,
    account: textOf(installation?.account?.login) ?? textOf(repository?.owner?.login),
    ref: textOf(ref),
    after: textOf(after),
  };
}

export function verdictOn({ event, action, ref, repository, account }: WebhookHint): Verdict {
  if (event === 'push') {
    if (!repository || ref === null) return { kind: 'ignored', reason: 'The push names no repository.' };
    if (!ref.startsWith(branchPrefix))
      return { kind: 'ignored', reason: `${ref} is no branch; only branches are deployed.` };
    return { kind: 'push', branch: ref.slice(branchPrefix.length) };
  }
  if (accessEvents.has(event))
    return repository || account !== null
      ? { kind: 'access' }
      : { kind: 'ignored', reason: 'The event names neither a repository nor an account.' };
  if (event === 'ping') return { kind: 'ignored', reason: 'GitHub checks that webhooks arrive.' };
  return { kind: 'ignored', reason: `Nothing depends on ${event}${action === null ? '' : `.${action}`}.` };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 500) : null);
