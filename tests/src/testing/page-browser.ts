import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { accessibilityRules, chromiumOptions, eventually } from '@toolyard/service/testing';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';

const screens = resolve(import.meta.dirname, '../../../docs/screens');
/** Colours do not depend on the width, so the last look needs no second judgement of them. */
const looks = [
  { scheme: 'light', width: 1280, judged: true },
  { scheme: 'dark', width: 1280, judged: true },
  { scheme: 'light', width: 360, judged: true },
  { scheme: 'dark', width: 360, judged: false },
] as const;
const settleMs = 20_000;
const standard = { scheme: 'light', width: 1280, height: 800 } as const;

/**
 * A real browser for the pages of one origin. Everything that goes wrong in any of them is remembered for `problems`.
 */
export class PageBrowser {
  readonly #found: string[] = [];
  /**
   * Starting a container changes the machine's network, and Chromium then gives up what it is loading; pages ask again.
   */
  readonly #tolerated: RegExp[] = [/net::ERR_NETWORK_CHANGED/];
  readonly #contexts: BrowserContext[] = [];
  /** Addresses of style sheets whose loading was given up for a change of the network. */
  readonly #lostStyles = new Set<string>();
  readonly #pending = new Map<Page, PendingRequests>();

  protected constructor(
    private readonly browser: Browser,
    readonly url: string,
  ) {}

  static async at(url: string): Promise<PageBrowser> {
    return new PageBrowser(await launch(), url);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** A fresh browser profile, signed in when a cookie is given, with one page at `path`. */
  async open(path: string, { cookie, clipboard = true }: { cookie?: string; clipboard?: boolean } = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.url,
      viewport: { width: standard.width, height: standard.height },
      colorScheme: standard.scheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      permissions: clipboard ? ['clipboard-read', 'clipboard-write'] : [],
    });
    this.#contexts.push(context);
    if (cookie)
      await context.addCookies([
        { name: 'toolyard_session', value: cookie, url: this.url, httpOnly: true, sameSite: 'Lax' },
      ]);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    this.#watch(page);
    repeatNavigations(page);
    await page.goto(path);
    return page;
  }

  /** Problems that a story causes on purpose, such as the console's line about an answer with status 404. */
  tolerate(...patterns: RegExp[]): void {
    this.#tolerated.push(...patterns);
  }

  /**
   * What pages complained about since the last time: faults, violations of the content-security policy, requests that
   * left the origin.
   */
  problems(): string[] {
    return this.#found.splice(0).filter((problem) => !this.#tolerated.some((pattern) => pattern.test(problem)));
  }

  /**
   * Looks at a page in light and dark, wide and narrow: what axe finds, and whether it scrolls sideways. Each look
   * begins when the page is settled, and what it finds is printed too, with the state of the page. Keeps pictures as
   * `docs/screens/<name>-<scheme>-<width>.png` when TOOLYARD_SCREENS is set. `name` null: no pictures.
   */
  async inspect(page: Page, name: string | null): Promise<string[]> {
    const found: string[] = [];
    // A tip of whatever the pointer was left on is not what the picture is of.
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip').first().waitFor({ state: 'detached' });
    for (const { scheme, width, judged } of looks) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: width < 600 ? 740 : standard.height });
      const where = `${scheme} ${width}`;
      await this.#settled(page);
      const violations = judged ? await this.#violations(page) : [];
      for (const { id, help, nodes: all } of violations) {
        // Tooltips and notices stand beside the landmarks, where the component library puts them.
        const nodes = all.filter(({ html }) => id !== 'region' || !html.includes('data-portal'));
        if (nodes.length > 0)
          found.push(
            `${where}: ${id}: ${help}: ` +
              `${nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 200)}`).join(' | ')}`,
          );
      }
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (Number(overflow) > 0) found.push(`${where}: the page is ${Number(overflow)} px wider than the screen`);
      if (name !== null && process.env['TOOLYARD_SCREENS']) {
        mkdirSync(screens, { recursive: true });
        await page.screenshot({ path: join(screens, `${name}-${scheme}-${width}.png`), animations: 'disabled' });
      }
    }
    await page.emulateMedia({ colorScheme: standard.scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: standard.width, height: standard.height });
    if (found.length > 0) console.error(`${name ?? 'A page'} at ${page.url()}:\n${found.join('\n')}`);
    return found;
  }

  /** What axe finds. Our pages have no frames, so it runs in the page alone, which takes a third of the time. */
  async #violations(page: Page): Promise<Awaited<ReturnType<AxeBuilder['analyze']>>['violations']> {
    const axe = new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      .withTags(accessibilityRules)
      .setLegacyMode();
    return (await axe.analyze()).violations;
  }

  /**
   * Waits until nothing of a page loads or moves. A check in between sees placeholders, half-changed colours or charts
   * of the size before. A page that is loaded anew meanwhile is waited for as well.
   */
  async #settled(page: Page): Promise<void> {
    await eventually(async () => {
      const loading = [...(this.#pending.get(page)?.open ?? [])].map((request) => request.url());
      const moving = await page.evaluate<string[]>(unsettled);
      if (loading.length + moving.length > 0)
        throw new Error(`The page does not settle: ${[...loading, ...moving].join(', ')}`);
      return true;
    }, settleMs);
  }

  #watch(page: Page): void {
    this.#pending.set(page, new PendingRequests(page));
    page.on('pageerror', (error) => this.#found.push(`fault: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const [, style] = /Unable to preload CSS for (\S+)/.exec(message.text()) ?? [];
      if (style !== undefined && this.#lostStyles.has(style)) return;
      if (message.type() === 'error' || /content security policy/i.test(message.text()))
        this.#found.push(`console: ${message.text()} ${message.location().url}`);
    });
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText !== 'net::ERR_NETWORK_CHANGED') return;
      // The page asks for a lost part of its code again; only the code that begins the page has nothing to do so.
      if (request.resourceType() === 'script') void reloadIfEmpty(page);
      // The page loads its style sheet again, after a line in the console.
      if (request.resourceType() === 'stylesheet') this.#lostStyles.add(request.url());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${this.url}/`) && /^(https?|wss?):/.test(request.url()))
        this.#found.push(`left the origin: ${request.url()}`);
    });
  }
}

async function reloadIfEmpty(page: Page): Promise<void> {
  const isEmpty = await page.evaluate("!document.getElementById('root')?.hasChildNodes()").catch(() => false);
  if (isEmpty === true) await page.reload().catch(() => undefined);
}

/** The requests of a page that have no answer yet; those that stream events stay open, and do not count. */
class PendingRequests {
  readonly open = new Set<Request>();

  constructor(page: Page) {
    page.on('request', (request) => {
      if (request.resourceType() !== 'eventsource' && request.headers()['accept'] !== 'text/event-stream')
        this.open.add(request);
    });
    for (const event of ['requestfinished', 'requestfailed'] as const)
      page.on(event as 'requestfinished', (request) => this.open.delete(request));
  }
}

/** In the page: what still loads or moves, after two frames in which nothing changed its size. */
const unsettled = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const root = document.documentElement;
  const size = () => root.scrollWidth + 'x' + root.scrollHeight + ' with ' + document.querySelectorAll('*').length;
  await document.fonts.ready;
  const before = size();
  await frame();
  await frame();
  const isShown = (element) => element.getClientRects().length > 0;
  const found = [...document.querySelectorAll('[aria-busy="true"], .mantine-Skeleton-root')].filter(isShown);
  const ends = ({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity;
  return [
    ...(document.querySelector('main') ? [] : ['there is no page yet']),
    ...found.map((element) => 'placeholder ' + (element.getAttribute('aria-label') ?? element.className)),
    ...document.getAnimations().filter(ends).map((each) => 'animation of ' + each.effect?.target?.className),
    ...(size() === before ? [] : ['its size, from ' + before + ' to ' + size()]),
  ];
})()`;

/**
 * Starting a container changes the machine's network, and Chromium gives up a navigation that is under way then: it is
 * repeated, as a person would reload the page. Nothing else is repeated.
 */
function repeatNavigations(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await goto(url, options);
      } catch (error) {
        if (attempt === 3 || !String(error).includes('net::ERR_NETWORK_CHANGED')) throw error;
      }
    }
  };
}

export const launch = (): Promise<Browser> => chromium.launch(chromiumOptions());

/** Waits until the text that a page copied is there. */
export async function clipboardOf(page: Page, expected: RegExp): Promise<string> {
  return eventually(async () => {
    const text = (await page.evaluate('navigator.clipboard.readText()')) as string;
    return expected.test(text) ? text : undefined;
  });
}
