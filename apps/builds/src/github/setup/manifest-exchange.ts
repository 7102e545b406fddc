import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { GuardedFetch, log } from '@toolyard/service';
import { BuildsConfig } from '../../builds.config.js';
import type { GitHubPlace } from './setup.rules.js';

/** An App that GitHub has just made from our manifest. */
export interface MadeApp {
  appId: number;
  slug: string;
  name: string;
  url: string;
  privateKey: string;
  webhookSecret: string;
}

const connectTimeoutMs = 5_000;
const answerTimeoutMs = 10_000;
const maxBytes = 256 * 1024;

/** Exchanges the code that GitHub sends an admin back with. The address is one that the admin gave. */
@Injectable()
export class ManifestExchange implements OnModuleDestroy {
  private readonly http: GuardedFetch;

  constructor({ github }: BuildsConfig) {
    this.http = new GuardedFetch({
      addresses: 'not-local',
      allowedHosts: [new URL(github.apiUrl).host],
      allowedHostsWithoutTls: true,
      connectTimeoutMs,
      answerTimeoutMs,
      maxBytes,
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.http.close();
  }

  /**
   * @param code valid for an hour, and once
   * @throws Rejected `link_invalid` for a code that GitHub does not know, `unavailable` when it does not answer
   */
  async exchange({ url, apiUrl }: GitHubPlace, code: string): Promise<MadeApp> {
    let answer: Response;
    let body: unknown;
    try {
      answer = await this.http.fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
        method: 'POST',
        headers: { accept: 'application/vnd.github+json', 'user-agent': 'toolyard' },
      });
      body = await answer.json();
    } catch (error) {
      log.warn({ err: error, apiUrl }, 'GitHub could not be asked for the App that it made');
      throw unanswered(url);
    }
    if (answer.status === 404 || answer.status === 422)
      throw new Rejected(
        'link_invalid',
        'GitHub does not know this code any more: it is valid once, and for an hour. Nothing was connected. Delete ' +
          'the App on GitHub, then connect GitHub again.',
      );
    const app = answer.ok ? appIn(body, url) : null;
    if (!app) throw unanswered(url);
    return app;
  }
}

function appIn(body: unknown, githubUrl: string): MadeApp | null {
  const { id, slug, name, html_url: url, pem, webhook_secret: secret } = (body ?? {}) as Record<string, unknown>;
  const isApp = typeof id === 'number' && typeof slug === 'string' && /^[\w-]{1,100}$/.test(slug);
  if (!isApp || typeof name !== 'string' || typeof url !== 'string' || !url.startsWith(`${githubUrl}/`)) return null;
  if (typeof pem !== 'string' || !pem.startsWith('-----BEGIN ') || typeof secret !== 'string') return null;
  return { appId: id, slug, name: name.slice(0, 100), url, privateKey: pem, webhookSecret: secret };
}

const unanswered = (url: string): Rejected =>
  new Rejected(
    'unavailable',
    `${url} did not give the App that it made. Nothing was connected. Delete the App there, then connect GitHub again.`,
  );
