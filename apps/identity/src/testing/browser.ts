import type { Answer, RunningService } from '@toolyard/service/testing';

/** What services of a test are configured to be reached by. */
export const publicUrl = 'http://toolyard.test:8080';
export const goodPassword = 'violet-anvil-harbour-tundra';
export const setupToken = 'set-up-token-of-a-test-that-is-long-enough';

let browsers = 0;

/** A browser on a page of the platform: keeps the session cookie and says where its requests come from. */
export class Browser {
  cookie: string | undefined;
  /** Of a browser in which an account signed in before. */
  device: string | undefined;

  constructor(
    private readonly service: RunningService,
    /** The client address that the gateway would report; by default another one for each browser. */
    private readonly address = `192.0.2.${++browsers % 250}`,
    /** Of the page. */
    private readonly origin = publicUrl,
  ) {}

  async call<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await this.service.call<T>(method, path, body, {
      token: null,
      headers: {
        Origin: this.origin,
        ...this.cookies(),
        'X-Forwarded-For': this.address,
        ...headers,
      },
    });
    for (const set of answer.headers.getSetCookie()) {
      if (set.startsWith('toolyard_device=')) this.device = set.split(';', 1)[0];
      if (set.startsWith('toolyard_session='))
        this.cookie = set.startsWith('toolyard_session=;') ? undefined : set.split(';', 1)[0];
    }
    return answer;
  }

  private cookies(): Record<string, string> {
    const all = [this.cookie, this.device].filter((each) => each !== undefined);
    return all.length === 0 ? {} : { Cookie: all.join('; ') };
  }

  signIn(email: string, password = goodPassword): Promise<Answer> {
    return this.call('POST', '/api/v1/session', { email, password });
  }
}

/** A new user with this role, signed in. */
export async function person(
  service: RunningService,
  role: string,
  email: string,
  { groupIds, origin }: { groupIds?: string[]; origin?: string } = {},
): Promise<Browser & { id: string; email: string }> {
  const invited = await service.call('POST', '/api/v1/invitations', { email, role, groupIds });
  if (invited.status !== 201) throw new Error(invited.text);
  const browser = new Browser(service, undefined, origin);
  const accepted = await browser.call('POST', `/api/v1/invitations/${tokenOf(invited.body.url)}/accept`, {
    name: email.split('@')[0],
    password: goodPassword,
  });
  if (accepted.status !== 201) throw new Error(accepted.text);
  return Object.assign(browser, { id: accepted.body.id as string, email });
}

/** The token of a link. */
export const tokenOf = (url: string): string => url.split('#token=')[1]!;
