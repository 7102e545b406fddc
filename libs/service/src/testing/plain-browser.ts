const mostHops = 12;
const pageTimeoutMs = 15_000;

export interface PlainForm {
  /** Path that it is sent to. */
  action: string;
  /** Hidden fields and values that are filled in already. */
  fields: Record<string, string>;
}

export interface PlainPage {
  url: URL;
  status: number;
  headers: Headers;
  html: string;
  forms: PlainForm[];
  /** The address left the platform: nothing was fetched from there. */
  isOutside: boolean;
}

interface Cookie {
  name: string;
  value: string;
  path: string;
}

/**
 * A browser without JavaScript: keeps cookies by their path, follows redirects and the Refresh header, sends forms, and
 * stops where the platform ends.
 */
export class PlainBrowser {
  private cookies: Cookie[] = [];

  /**
   * @param publicUrl what addresses in pages begin with
   * @param at where those are really served, asked for each request
   */
  constructor(
    private readonly publicUrl: string,
    private readonly at: string | (() => string) = publicUrl,
  ) {}

  open(address: string | URL): Promise<PlainPage> {
    return this.walk(new URL(address, this.publicUrl), { method: 'GET' });
  }

  /** Sends the form whose action ends with `action`. @throws Error when the page has none */
  submit(page: PlainPage, action: string, fields: Record<string, string> = {}): Promise<PlainPage> {
    const form = page.forms.find((each) => each.action.endsWith(action));
    if (!form) throw new Error(`There is no form ${action} on ${page.url.href} (${page.status}):\n${page.html}`);
    return this.post(new URL(form.action, page.url), { ...form.fields, ...fields });
  }

  post(
    address: string | URL,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<PlainPage> {
    const origin = new URL(this.publicUrl).origin;
    const body = new URLSearchParams(fields).toString();
    return this.walk(new URL(address, this.publicUrl), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    });
  }

  /** Value of the `Cookie` header for this path. */
  cookieHeader(path: string): string {
    const sent = this.cookies.filter(
      (cookie) => path === cookie.path || path.startsWith(cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`),
    );
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  setCookies(setCookies: string[], from: string): void {
    for (const text of setCookies) {
      const [pair, ...attributes] = text.split(/; */);
      const name = pair!.slice(0, pair!.indexOf('='));
      const value = pair!.slice(name.length + 1);
      const path = attributes.find((each) => /^path=/i.test(each))?.slice('path='.length) ?? from;
      const isOver = attributes.some(
        (each) =>
          /^max-age=0$/i.test(each) ||
          (/^expires=/i.test(each) && Date.parse(each.slice('expires='.length)) < Date.now()),
      );
      this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
      if (!isOver) this.cookies.push({ name, value, path });
    }
  }

  private async walk(
    url: URL,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<PlainPage> {
    let step = { url, init };
    for (let hop = 0; hop < mostHops; hop++) {
      if (step.url.origin !== new URL(this.publicUrl).origin)
        return { url: step.url, status: 0, headers: new Headers(), html: '', forms: [], isOutside: true };
      const { pathname, search } = step.url;
      const answer = await fetch(new URL(pathname + search, typeof this.at === 'string' ? this.at : this.at()), {
        ...step.init,
        headers: { accept: 'text/html', ...step.init.headers, cookie: this.cookieHeader(pathname) },
        redirect: 'manual',
        signal: AbortSignal.timeout(pageTimeoutMs),
      });
      this.setCookies(answer.headers.getSetCookie(), pathname);
      const html = await answer.text();
      const next = answer.headers.get('location') ?? /^0; *url=(.+)$/i.exec(answer.headers.get('refresh') ?? '')?.[1];
      if (next === undefined)
        return {
          url: step.url,
          status: answer.status,
          headers: answer.headers,
          html,
          forms: formsOf(html),
          isOutside: false,
        };
      step = { url: new URL(next, step.url), init: { method: 'GET' } };
    }
    throw new Error(`There were more than ${mostHops} redirects; the last led to ${step.url.href}.`);
  }
}

function formsOf(html: string): PlainForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, head, content]) => ({
    action: attribute(head!, 'action') ?? '',
    fields: Object.fromEntries(
      [...content!.matchAll(/<input\b([^>]*)>/g)].flatMap(([, input]) => {
        const [name, value] = [attribute(input!, 'name'), attribute(input!, 'value')];
        return name === undefined || value === undefined ? [] : [[name, value]];
      }),
    ),
  }));
}

function attribute(tag: string, name: string): string | undefined {
  const raw = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return raw?.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, entity: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[entity]!,
  );
}
