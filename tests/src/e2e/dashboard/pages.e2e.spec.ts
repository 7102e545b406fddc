import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Page } from 'playwright-core';
import { PageBrowser } from '../../testing/page-browser.js';
import { scriptedOrganisation } from '../../testing/scripted-organisation.js';
import { type Script, ScriptedPlatform } from '../../testing/scripted-platform.js';

// What the pages do with answers that a whole platform gives rarely: none, late ones, refusals, lost files.

jest.setTimeout(240_000);

let platform: ScriptedPlatform;
let browser: PageBrowser;

beforeAll(async () => {
  platform = await ScriptedPlatform.start(scriptedOrganisation());
  browser = await PageBrowser.at(platform.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

afterEach(() => expect(browser.problems()).toEqual([]));

/** Answers otherwise until `work` is done. */
async function answering(change: Script, work: () => Promise<void>): Promise<void> {
  const before = { ...platform.script };
  Object.assign(platform.script, change);
  try {
    await work();
  } finally {
    Object.assign(platform.script, before);
  }
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
const broken = { status: 503, body: { code: 'unavailable', message: 'The service analytics does not answer.' } };

describe('figures that do not come', () => {
  test('a service that hangs is named, and no figure is shown in its place', async () => {
    await answering({ 'GET /activity/stats': 'hang' }, async () => {
      const page = await browser.open('/activity');
      await page.getByText('Analytics does not answer').waitFor({ timeout: 10_000 });
      expect(await figure(page, 'Total calls').innerText()).toBe('');
      await page.context().close();
    });
  });

  test('an answer that failed is a dash with its reason, and is asked for again on request', async () => {
    browser.tolerate(/status of 503/);
    await answering({ 'GET /activity/stats': broken }, async () => {
      const page = await browser.open('/activity');
      await page.getByText('Analytics could not answer').waitFor();
      expect(await figure(page, 'Total calls').innerText()).toBe('–');
      platform.script['GET /activity/stats'] = { ...(scriptedOrganisation()['GET /activity/stats'] as object) };
      await page.getByRole('button', { name: 'Try again' }).click();
      await figure(page, 'Total calls').getByText('1,498').waitFor();
      await page.context().close();
    });
  });

  test('figures of another filter are pale until the new ones are there', async () => {
    const page = await browser.open('/activity');
    await figure(page, 'Total calls').getByText('1,498').waitFor();
    await answering({ 'GET /activity/stats': 'hang' }, async () => {
      await page.getByRole('combobox', { name: 'Time', exact: true }).click();
      await page.getByRole('option', { name: 'Last 7 days' }).click();
      await page.locator('[data-answer="stale"]').waitFor();
      await page.locator('[data-answer="hung"]').waitFor();
      await page.getByText('Analytics does not answer').waitFor();
    });
    await page.context().close();
  });
});

describe('the dashboard of the organisation', () => {
  test('shows traffic, servers worst first, and what needs attention, in all four looks', async () => {
    const page = await browser.open('/');
    await page.getByRole('img', { name: /^Calls over time, by status/ }).waitFor();
    await page.getByRole('img', { name: /^Error rate over time/ }).waitFor();
    await page.getByRole('img', { name: /^Latency over time.*P50 .*P95 .*P99/ }).waitFor();
    const servers = page.getByRole('table', { name: 'Servers, worst first' }).locator('tbody tr');
    await eventually(async () => (await servers.first().innerText()).startsWith('Customer support'));
    await page.getByRole('region', { name: 'Needs attention' }).getByText('no deployment is live').waitFor();
    expect(await figure(page, 'Total calls').innerText()).toMatch(/\d/);
    await page.getByText('against the period before').first().waitFor();
    expect(await browser.inspect(page, 'dashboard')).toEqual([]);
    await page.context().close();
  });

  test('opens the activity already narrowed', async () => {
    const page = await browser.open('/?range=7d');
    await page.getByRole('button', { name: /^get_order/ }).click();
    await page.waitForURL(/\/activity\?/);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({ range: '7d', tool: 'get_order', server: 'srv_0' });
    await page.goBack();
    await page
      .getByRole('button', { name: /^\d+ calls?$/ })
      .first()
      .click();
    await page.waitForURL(/status=denied/);
    await page.context().close();
  });
});

describe('the analysis of calls', () => {
  test('has a breakdown that is sorted by a click on its titles and narrows by a click on a row', async () => {
    const page = await browser.open('/activity?view=breakdown');
    const rows = page.getByRole('table', { name: 'Figures by server' }).locator('tbody tr');
    await eventually(async () => (await rows.first().innerText()).startsWith('Order book'));
    await page.getByRole('button', { name: 'Sort by Error rate' }).click();
    await eventually(async () => (await rows.first().innerText()).startsWith('Customer support'));
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('radiogroup', { name: 'Figures by' }).getByText('Client', { exact: true }).click();
    await page.getByRole('button', { name: 'Show the calls of cursor' }).click();
    await eventually(() => new URL(page.url()).searchParams.get('client') === 'cursor');
    await page.getByRole('table', { name: 'Tool calls' }).waitFor();
    await page.context().close();
  });

  test('groups errors by cause, marks new ones, and opens the newest call', async () => {
    const page = await browser.open('/activity?view=errors');
    await page.getByText('new since the live deployment').waitFor();
    await page.getByRole('button', { name: /^Example of The index/ }).click();
    await page.getByText('call_3', { exact: true }).waitFor();
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.context().close();
  });

  test('shows latencies over time and the slowest calls, and the sizes of answers by tool', async () => {
    const page = await browser.open('/activity?view=latency');
    await page.getByRole('img', { name: /heat map. Most calls took 2\d\.\d ms to 3\d\.\d ms/ }).hover();
    await page.getByText(/^\d\d:\d\d to \d\d:\d\d: \d+ calls? took .* ms$/).waitFor();
    const slowest = page.getByRole('table', { name: 'Slowest calls' }).locator('tbody tr');
    await eventually(async () => (await slowest.count()) === 20);
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('radiogroup', { name: 'What is listed' }).getByText('Sizes', { exact: true }).click();
    const rows = page.getByRole('table', { name: 'Sizes by tool' }).locator('tbody tr');
    await eventually(async () => /run_query.*1\.2 MB.*≈ 310,000/s.test(await rows.first().innerText()));
    await page.getByRole('button', { name: 'Sort by Calls' }).click();
    await eventually(async () => (await rows.first().innerText()).startsWith('get_order'));
    await page.context().close();
  });

  test('compares the live deployment with the one before, from a link of its server', async () => {
    const live = { id: 'dep_0', status: 'live', trigger: 'push', createdAt: new Date(), promotedAt: new Date() };
    const overview = {
      totalCalls: 0,
      uniqueUsers: 0,
      errorRate: 0,
      averageLatencyMs: null,
      recent: [],
      inProgress: [],
    };
    await answering({ 'GET /servers/srv_0/overview': { ...overview, live } }, async () => {
      const page = await browser.open('/servers/order-book/overview');
      await page.getByRole('link', { name: 'Compare with the one before' }).click();
      const order = page.getByRole('row', { name: /get_order/ });
      await order.getByText('was 0.56 % +6.9 points').waitFor();
      await page.getByRole('row', { name: /find_orders no calls before/ }).waitFor();
      await eventually(() =>
        platform.requests.some((each) => /comparison\?.*base=dep_before&candidate=dep_0/.test(each)),
      );
      expect(await browser.inspect(page, null)).toEqual([]);
      await page.context().close();
    });
  });

  test('shows and asks for times of the chosen zone', async () => {
    const page = await browser.open('/activity');
    await page.getByRole('combobox', { name: 'Time zone' }).click();
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await eventually(() => platform.requests.some((each) => /\/series\?.*timeZone=Asia%2FTokyo/.test(each)));
    await eventually(async () =>
      /GMT\+9/.test((await page.locator('td time').first().getAttribute('aria-label')) ?? ''),
    );
    await page.context().close();
  });
});

describe('the list of servers', () => {
  test('has failing servers first, figures of the week, and filters by status and owner', async () => {
    const page = await browser.open('/servers');
    const rows = page.getByRole('table', { name: 'Servers' }).locator('tbody tr');
    await eventually(async () => (await rows.first().innerText()).startsWith('Customer support'));
    await rows.first().getByText('16.5 %').waitFor();
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Most calls' }).click();
    await eventually(async () => (await rows.first().innerText()).startsWith('Order book'));
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Disabled' }).click();
    await eventually(async () => (await rows.count()) === 1 && /Payroll/.test(await rows.first().innerText()));
    await page.context().close();
  });
});

describe('how a deployment was built', () => {
  const deployment = {
    id: 'dep_0',
    serverId: 'srv_0',
    status: 'live',
    stage: null,
    trigger: 'push',
    commit: { sha: '3f9ac21e00', message: 'Look orders up', author: 'Ada', at: new Date().toISOString() },
    actor: { id: 'usr_ada', name: 'Ada', kind: 'user' },
    createdAt: new Date().toISOString(),
    stages: [],
  };
  const lines = [
    { key: 'recognised', value: 'Node.js', from: 'package.json', overridable: false },
    { key: 'package manager', value: 'pnpm 10', from: 'pnpm-lock.yaml', overridable: false },
    { key: 'start', value: 'node dist/server.js', from: 'package.json: main', overridable: true, field: 'start' },
    { key: 'limits', value: '512 MB', from: 'default', overridable: true, field: 'resources' },
  ];

  test('is shown line by line with where it came from, and a line is replaced from the page', async () => {
    let stored: object = {};
    const change: Script = {
      'GET /deployments/dep_0': deployment,
      'GET /deployments/dep_0/plan': {
        lines,
        ignored: [{ what: 'the script prepare', why: 'It installs git hooks.' }],
      },
      'GET /servers/srv_0/build-settings': () => stored,
      'PUT /servers/srv_0/build-settings': (_, body) => (stored = JSON.parse(body) as object),
    };
    await answering(change, async () => {
      const page = await browser.open('/servers/order-book/deployments/dep_0/plan');
      const plan = page.getByRole('table', { name: 'Build plan' });
      await plan.getByText('package.json: main').last().waitFor();
      await page.getByText('It installs git hooks.').waitFor();
      expect(await plan.getByRole('button').allInnerTexts()).toEqual(['Replace']);
      await page.getByRole('button', { name: 'Replace start' }).click();
      await page.getByRole('textbox', { name: 'start' }).fill('node dist/http.js');
      await page.getByRole('button', { name: 'Store' }).click();
      await page.getByText('Build settings replace what the repository says').waitFor();
      expect(stored).toEqual({ start: 'node dist/http.js' });
      expect(await browser.inspect(page, 'build-plan')).toEqual([]);
      await page.context().close();
    });
  });
});

describe('alerts', () => {
  const alert = {
    id: 'alr_1',
    name: 'Many calls fail',
    ...{ measure: 'error_rate', scope: 'each', threshold: 0.25, recoverAt: 0.15, windowMinutes: 15, minimumCalls: 20 },
    ...{ channelIds: null, enabled: true, state: 'firing', silencedUntil: null, createdAt: null },
    incidents: [
      { id: 'inc_1', serverId: 'srv_2', server: 'Customer support', value: 0.4, firedAt: new Date().toISOString() },
    ].map((incident) => ({ ...incident, acknowledgedBy: null, resolvedAt: null })),
  };

  test('fire in the bell and in their list, and are acknowledged there', async () => {
    let state = 'firing';
    const change: Script = {
      'GET /alerts': () => ({ items: [{ ...alert, state }] }),
      'POST /alerts/alr_1/acknowledge': () => ({ ...alert, state: (state = 'acknowledged') }),
    };
    await answering(change, async () => {
      const page = await browser.open('/servers');
      await page.getByRole('link', { name: 'Alerts: 1 fires' }).click();
      const list = page.getByRole('table', { name: 'Alerts' });
      await list.getByText('Error rate of each server: 25 % or more in 15 minutes, from 20 calls on').waitFor();
      await list.getByText('Customer support').waitFor();
      expect(await browser.inspect(page, null)).toEqual([]);
      await page.getByRole('button', { name: 'Actions for Many calls fail' }).click();
      await page.getByRole('menuitem', { name: 'Acknowledge' }).click();
      await list.getByText('Acknowledged', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Alerts: none fires' }).waitFor();
      await page.context().close();
    });
  });

  test('have a page with their incidents and what became of each message', async () => {
    const message = { incidentId: 'inc_1', about: 'firing', dueAt: new Date(), nextAttemptAt: null, endedAt: null };
    const change: Script = {
      'GET /alerts/alr_1': alert,
      'GET /alert-channels': {
        items: [{ id: 'chn_1', name: 'On call', kind: 'webhook', target: 'hooks.example.com' }],
      },
      'GET /alerts/alr_1/deliveries': {
        items: [
          { id: 'msg_2', channelId: 'chn_1', status: 'delivered', attempts: 2, error: 'Status 500.', ...message },
          { id: 'msg_1', channelId: 'chn_0', status: 'failed', attempts: 7, error: 'Status 404.', ...message },
        ],
      },
    };
    await answering(change, async () => {
      const page = await browser.open('/alerts/alr_1');
      await page.getByRole('heading', { name: 'Many calls fail' }).waitFor();
      await page.getByRole('row', { name: /Customer support.*Open/ }).waitFor();
      await page.getByRole('row', { name: /It fires On call Delivered 2/ }).waitFor();
      await page.getByRole('row', { name: /It fires deleted Given up Status 404\. 7/ }).waitFor();
      expect(await browser.inspect(page, null)).toEqual([]);
      await page.context().close();
    });
  });

  test('are created with a threshold in the unit of their figure', async () => {
    let created: unknown;
    const change: Script = { 'POST /alerts': (_, body) => ((created = JSON.parse(body)), { ...alert, id: 'alr_2' }) };
    await answering(change, async () => {
      const page = await browser.open('/alerts');
      await page.getByRole('button', { name: 'Create alert' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Errors');
      await dialog.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('The alert is created.').waitFor();
      expect(created).toEqual({
        ...{ name: 'Errors', measure: 'error_rate', scope: 'each', threshold: 0.1, windowMinutes: 15 },
        minimumCalls: 20,
      });
      await page.context().close();
    });
  });
});

describe('the command palette', () => {
  test('finds tools, users and settings by name', async () => {
    const page = await browser.open('/servers');
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    await page.keyboard.press('Control+k');
    const found = page.getByRole('dialog');
    await found.getByPlaceholder(/^Servers, users/).fill('order');
    await found.getByText('Settings of Order book').first().waitFor();
    await found.getByText('search_orders').first().click();
    await page.waitForURL(/\/activity\?tool=search_orders&range=7d/);
    await page.context().close();
  });
});

describe('a page whose code fails to load', () => {
  test('is loaded anew without a click, and shown when its files are there', async () => {
    browser.tolerate(/status of 404/, /Failed to load resource/);
    const page = await browser.open('/servers');
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    platform.missing.add('audit.page');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await eventually(() => platform.requests.filter((each) => each === 'GET /session').length > 1);
    platform.missing.clear();
    await page.goto('/audit');
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    await page.context().close();
  });
});

describe('a one-time link', () => {
  const invitation = (name: string) => ({
    email: 'new@example.com',
    role: 'developer',
    invitedBy: name,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });

  test('leaves the address bar, survives a reload, and is replaced by one that is pasted into the tab', async () => {
    const change = { 'GET /invitations/first': invitation('Ada'), 'GET /invitations/second': invitation('Grace') };
    await answering(change, async () => {
      const page = await browser.open('/invitation#token=first');
      await page.getByText('Ada invited you').waitFor();
      await eventually(() => new URL(page.url()).hash === '');
      await page.reload();
      await page.getByText('Ada invited you').waitFor();
      await page.getByRole('textbox', { name: 'Your name' }).fill('Typed for the first link');
      await page.evaluate("location.hash = 'token=second'");
      await page.getByText('Grace invited you').waitFor();
      await eventually(() => new URL(page.url()).hash === '');
      expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('');
      await page.context().close();
    });
  });
});

describe('a server from a folder of a repository on GitHub', () => {
  test('gets its folder before its first deployment is built, which is begun anew where it was not', async () => {
    const source = { provider: 'github', repository: 'acme/tools' };
    const sent: [string, unknown][] = [];
    const record = (name: string, answer: object) => (_: URLSearchParams, body: string) => {
      sent.push([name, body === '' ? null : JSON.parse(body)]);
      return answer;
    };
    const list = (await (await fetch(`${platform.url}/api/v1/servers`)).json()) as { items: object[] };
    const change: Script = {
      'GET /github': { app: { slug: 'yard' }, installations: [{ id: 1, account: 'acme' }], problem: null },
      'GET /github/repositories': { items: [{ fullName: 'acme/tools' }] },
      'GET /github/branches': { items: ['main'] },
      'POST /servers': record('create', { ...list.items[0], source }),
      'PUT /servers/srv_0/build-settings': record('settings', {}),
      'GET /servers/srv_0/deployments': { items: [{ id: 'dep_1', status: 'building' }], nextCursor: null },
      'POST /servers/srv_0/deployments': record('deploy', {}),
    };
    await answering(change, async () => {
      const page = await browser.open('/servers/new');
      await page.getByLabel('Name', { exact: true }).fill('Tools');
      await page.getByText('GitHub', { exact: true }).click();
      await page.getByRole('combobox', { name: 'Repository' }).fill('acme/tools');
      await page.getByRole('textbox', { name: 'Root folder' }).fill('../weather');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('The folder must be inside the repository').waitFor();
      await page.getByRole('textbox', { name: 'Root folder' }).fill('servers/weather');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('servers/weather', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await eventually(() => sent.length === 3);
      expect(sent.map(([name]) => name)).toEqual(['create', 'settings', 'deploy']);
      expect(sent[1]).toEqual(['settings', { root: 'servers/weather' }]);
      await page.context().close();
    });
  });
});

describe('the draft of a server', () => {
  test('is kept over a reload, without the values of its variables', async () => {
    const page = await browser.open('/servers/new');
    await page.getByLabel('Name', { exact: true }).fill('Harbour data');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Add a variable' }).click();
    await page.getByRole('textbox', { name: /^Name of variable/ }).fill('API_KEY');
    await page.getByRole('textbox', { name: /^Value of variable/ }).fill('s3cret');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Your entries are kept over a reload').waitFor();
    expect(await page.getByRole('textbox', { name: /^Name of variable/ }).inputValue()).toBe('API_KEY');
    expect(await page.getByRole('textbox', { name: /^Value of variable/ }).inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('s3cret');
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Harbour data');
    await page.context().close();
  });
});
