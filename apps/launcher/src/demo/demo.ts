import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { DataFolder, type PlatformFile } from '../data-folder.js';
import { demoOptions } from '../options.js';
import { Problem } from '../problem.js';
import { Repository } from '../samples/repository.js';
import { sampleArguments } from './sample-arguments.js';

/**
 * Deploys the examples to a running platform the way any user does, calls a tool of each and shows what was recorded.
 */

const root = resolve(import.meta.dirname, '../../../..');
const examples = join(root, 'examples');

class Demo {
  constructor(private readonly platform: PlatformFile) {}

  async run(names: string[]): Promise<void> {
    const servers: { name: string; id: string }[] = [];
    for (const name of names) {
      console.log(`\n=== ${name}`);
      const server = await this.server(name);
      const deployment = await this.push(server, name);
      await this.followLog(deployment.id);
      const ended = await this.api('GET', `/deployments/${deployment.id}`);
      if (ended.status !== 'live') {
        console.log(`  ${ended.status}: ${ended.error?.message ?? ''}`);
        process.exitCode = 1;
        continue;
      }
      const seconds = (Date.parse(ended.promotedAt) - Date.parse(ended.createdAt)) / 1_000;
      console.log(`  live after ${seconds.toFixed(1)} s at ${server.mcpUrl}`);
      await this.callTool(server);
      servers.push({ name, id: server.id });
    }
    await this.showStatistics(servers);
  }

  private async server(name: string): Promise<any> {
    const title = `Demo ${name}`;
    const { items } = await this.api('GET', `/servers?search=${encodeURIComponent(title)}`);
    const existing = items.find((item: any) => item.name === title);
    if (existing) return existing;
    console.log(`  POST /api/v1/servers  "${title}"`);
    return this.api('POST', '/servers', {
      name: title,
      description: `The example ${name}.`,
      source: { provider: 'git' },
      auth: { method: 'none' },
    });
  }

  private async push(server: any, example: string): Promise<any> {
    const folder = mkdtempSync(join(tmpdir(), 'toolyard-demo-'));
    try {
      const origin = this.platform.url.replace('://', `://demo:${this.platform.adminToken}@`);
      const remote = `${origin}/git/${server.slug}.git`;
      const repository = new Repository(folder, remote, join(examples, example));
      const sha = await repository.commit(`Deploy the example ${example}`);
      console.log(`  git push ${this.platform.url}/git/${server.slug}.git HEAD:main`);
      await repository.push();
      for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause()) {
        const { items } = await this.api('GET', `/servers/${server.id}/deployments`);
        const deployment = items.find((item: any) => item.commit.sha === sha);
        if (deployment) return deployment;
      }
      throw new Problem('engine_failed', `The push of ${example} started no deployment. Look into the log of builds.`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Prints the log as it is written, until the deployment has ended. */
  private async followLog(deploymentId: string): Promise<void> {
    let after = 0;
    for (let ended = false; ; await pause()) {
      const { lines, nextAfter } = await this.api('GET', `/deployments/${deploymentId}/logs?after=${after}&limit=500`);
      for (const line of lines) console.log(`  ${line.stage.padEnd(12)} ${line.text}`);
      after = nextAfter ?? after;
      // Once more after the end, for the last lines.
      if (ended && lines.length === 0) return;
      ended = !['queued', 'building', 'starting'].includes(
        (await this.api('GET', `/deployments/${deploymentId}`)).status,
      );
    }
  }

  private async callTool(server: any): Promise<void> {
    const client = new Client({ name: 'toolyard-demo', version: '1.0.0' });
    const headers = { authorization: `Bearer ${this.platform.adminToken}` };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${this.platform.url}/s/${server.slug}/mcp`), {
        requestInit: { headers },
      }),
    );
    try {
      const { tools } = await client.listTools();
      console.log(`  tools: ${tools.map((tool) => tool.name).join(', ')}`);
      for (const tool of tools.slice(0, 2)) {
        const input = sampleArguments(tool.inputSchema);
        const answer = (await client.callTool({ name: tool.name, arguments: input })) as {
          content: { text?: string }[];
        };
        console.log(
          `  ${tool.name}(${JSON.stringify(input)}) → ${answer.content
            .map((part) => part.text ?? '…')
            .join(' ')
            .slice(0, 200)}`,
        );
      }
    } finally {
      await client.close();
    }
  }

  private async showStatistics(servers: { name: string; id: string }[]): Promise<void> {
    if (servers.length === 0) return;
    console.log('\n=== What was recorded (7 days)');
    for (const { name, id } of servers) {
      let overview = await this.api('GET', `/servers/${id}/overview`);
      for (const deadline = Date.now() + 10_000; overview.totalCalls === 0 && Date.now() < deadline; await pause())
        overview = await this.api('GET', `/servers/${id}/overview`);
      const { totalCalls, uniqueUsers, errorRate, averageLatencyMs } = overview;
      console.log(
        `  ${name.padEnd(20)} ${totalCalls} calls, ${uniqueUsers} users, ${(errorRate * 100).toFixed(1)} % errors, ` +
          `${Math.round(averageLatencyMs ?? 0)} ms on average`,
      );
    }
  }

  private async api(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(`${this.platform.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.platform.adminToken}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Problem('engine_failed', `${method} ${path} answered ${answer.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

try {
  const { data, names } = demoOptions(process.argv.slice(2), process.env, root);
  const all = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  const unknown = names.find((name) => !all.includes(name));
  if (unknown) throw new Problem('bad_option', `There is no example ${unknown}. Examples: ${all.join(', ')}.`);
  const folder = DataFolder.exists(data) ? DataFolder.open(data) : null;
  const platform = folder?.launcher() ? folder.readPlatformFile() : null;
  if (!platform)
    throw new Problem(
      'bad_option',
      `No platform runs with the data folder ${data}. Start one with tools/up, or name another folder with --data DIR.`,
    );
  await new Demo(platform).run(names.length > 0 ? names : all);
} catch (error) {
  console.error(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}
