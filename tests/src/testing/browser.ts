import type { Browser, Page } from 'playwright-core';
import { launch, PageBrowser } from './page-browser.js';
import { ada, type Person } from './people.js';
import type { TestPlatform } from './platform.js';

export { clipboardOf } from './page-browser.js';
export { ada, type Person } from './people.js';

/** A real browser on a running platform, with pages of users of each role. */
export class TestBrowser extends PageBrowser {
  private constructor(
    browser: Browser,
    readonly platform: TestPlatform,
  ) {
    super(browser, platform.file().url);
  }

  static async start(platform: TestPlatform): Promise<TestBrowser> {
    return new TestBrowser(await launch(), platform);
  }

  /**
   * A page of a user with that role. The first one asked for sets the platform up, open to all
   * its accounts, and is its admin.
   */
  async openAs(role: 'admin' | 'developer' | 'auditor' | 'member', path: string): Promise<Page> {
    return this.open(path, { cookie: await this.cookie(role) });
  }

  /** The session cookie of the first admin, or of a person invited with that role. */
  async cookie(role: 'admin' | 'developer' | 'auditor' | 'member'): Promise<string> {
    const admin = await this.#adminCookie();
    if (role === 'admin') return admin;
    const email = `${role}@example.com`;
    const { url } = await this.platform.ok('POST', '/invitations', { email, role }).catch(() => ({ url: null }));
    if (url === null) return this.#signIn({ ...ada, email });
    const token = new URLSearchParams(new URL(url as string).hash.slice(1)).get('token')!;
    const name = `${role[0]!.toUpperCase()}${role.slice(1)} Person`;
    return cookieOf(
      await this.platform.api('POST', `/invitations/${token}/accept`, { name, password: ada.password }, null),
    );
  }

  async #adminCookie(): Promise<string> {
    const { setupUrl } = this.platform.file() as { setupUrl?: string };
    if (!setupUrl) return this.#signIn(ada);
    const token = new URLSearchParams(new URL(setupUrl).hash.slice(1)).get('token')!;
    const answer = await this.platform.api('POST', '/setup', { token, ...ada, defaultAccess: 'all' }, null);
    return answer.status === 201 ? cookieOf(answer) : this.#signIn(ada);
  }

  async #signIn({ email, password }: Person): Promise<string> {
    return cookieOf(await this.platform.api('POST', '/session', { email, password }, null));
  }
}

function cookieOf({ status, headers, body }: { status: number; headers: Headers; body: unknown }): string {
  const value = headers
    .getSetCookie()
    .map((each) => /^toolyard_session=([^;]*)/.exec(each)?.[1])
    .find(Boolean);
  if (status >= 300 || !value) throw new Error(`No session came back: ${status} ${JSON.stringify(body)}`);
  return value;
}
