import { shownError } from './logged-error.js';
import { Controller, Get, Header, Injectable, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../access/guard.js';
import { metrics } from './metrics.js';

/** The answer of `GET /health`. */
export interface Health {
  status: 'ok' | 'failing';
  service: string;
  uptimeSeconds: number;
  checks: Record<string, { ok: boolean; error?: string }>;
}

const checkTimeoutMs = 2_000;

/** What a service needs in order to work; each engine adds its check. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<void>>();

  /** `check` rejects, with a sentence, while the engine is missing. */
  add(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check);
  }

  async run(): Promise<Health> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    return {
      status: results.every(([, result]) => result.ok) ? 'ok' : 'failing',
      service: process.env['TOOLYARD_SERVICE'] || 'toolyard',
      uptimeSeconds: Math.round(process.uptime()),
      checks: Object.fromEntries(results),
    };
  }
}

async function outcome(check: () => Promise<void>): Promise<{ ok: boolean; error?: string }> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
    });
    await Promise.race([check(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, error: shownError(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** `GET /health` and `GET /metrics` of every service. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  @Get('health')
  async health(@Res({ passthrough: true }) response: Response): Promise<Health> {
    const health = await this.checks.run();
    response.status(health.status === 'ok' ? 200 : 503);
    return health;
  }

  /** Whether the process answers. Asks no engine and no other service, so a supervisor may end what is silent here. */
  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  prometheus(): Promise<string> {
    return metrics.metrics();
  }
}
