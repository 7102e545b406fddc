import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { GitRepository } from './git-repository.js';

/** What the double holds: accounts, repositories, the App, and where it is installed. */

export interface Account {
  id: number;
  login: string;
  type: 'Organization' | 'User';
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  isPrivate: boolean;
  git: GitRepository;
}

export interface Installation {
  id: number;
  account: Account;
  suspendedAt: string | null;
  repositories: 'all' | Set<number>;
  permissions: Record<string, string>;
}

export interface App {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  clientSecret: string;
  webhookSecret: string;
  hookUrl: string | null;
  privateKey: string;
  publicKey: string;
}

interface Token {
  installation: Installation;
  expiresAt: number;
}

export interface Delivery {
  id: number;
  guid: string;
  event: string;
  payload: any;
  deliveredAt: string;
  redelivery: boolean;
  /** Of the receiver; 0 when it did not answer. */
  status: number;
}

export const grantedPermissions = {
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  metadata: 'read',
  pull_requests: 'write',
} as const;

export class World {
  readonly accounts = new Map<string, Account>();
  readonly repositories = new Map<number, Repository>();
  readonly installations = new Map<number, Installation>();
  readonly tokens = new Map<string, Token>();
  readonly manifests = new Map<string, App>();
  readonly deliveries: Delivery[] = [];
  /** Former `owner/name` → id: GitHub redirects from it. */
  readonly moved = new Map<string, number>();
  readonly checkRuns: any[] = [];
  readonly deployments: any[] = [];
  readonly pulls: any[] = [];
  readonly comments: any[] = [];
  app: App | null = null;
  private lastId = 1_000;

  constructor(private readonly folder: string) {}

  newId(): number {
    return ++this.lastId;
  }

  account(login: string, type: Account['type'] = 'Organization'): Account {
    let account = this.accounts.get(login);
    if (!account) this.accounts.set(login, (account = { id: this.newId(), login, type }));
    return account;
  }

  newRepository(fullName: string, isPrivate: boolean): Repository {
    const [owner, name] = fullName.split('/') as [string, string];
    const id = this.newId();
    const git = new GitRepository(this.folder, String(id));
    const repository = { id, owner: this.account(owner), name, isPrivate, git };
    this.repositories.set(id, repository);
    return repository;
  }

  newApp(about: { name: string; hookUrl: string | null }): App {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const id = this.newId();
    return {
      id,
      slug: about.name.toLowerCase().replace(/\W+/g, '-'),
      ...about,
      clientId: `Iv1.${randomBytes(8).toString('hex')}`,
      clientSecret: randomBytes(20).toString('hex'),
      webhookSecret: randomBytes(20).toString('hex'),
      privateKey,
      publicKey,
    };
  }

  install(account: Account, names?: string[]): Installation {
    const id = this.newId();
    const chosen = names && new Set(names.map((name) => this.named(`${account.login}/${name}`)!.id));
    const installation: Installation = {
      id,
      account,
      suspendedAt: null,
      repositories: chosen ?? 'all',
      permissions: { ...grantedPermissions },
    };
    this.installations.set(id, installation);
    return installation;
  }

  /** The repository of that name, or the one that had it before. */
  named(fullName: string): Repository | undefined {
    const lower = fullName.toLowerCase();
    const current = [...this.repositories.values()].find((each) => fullNameOf(each).toLowerCase() === lower);
    return current ?? this.repositories.get(this.moved.get(lower) ?? -1);
  }

  installationOf(repository: Repository): Installation | undefined {
    return [...this.installations.values()].find(
      (each) => each.account.id === repository.owner.id && canSee(each, repository),
    );
  }

  visibleTo(installation: Installation): Repository[] {
    return [...this.repositories.values()].filter(
      (each) => each.owner.id === installation.account.id && canSee(installation, each),
    );
  }
}

export const fullNameOf = ({ owner, name }: Repository): string => `${owner.login}/${name}`;

const canSee = ({ repositories }: Installation, { id }: Repository): boolean =>
  repositories === 'all' || repositories.has(id);
