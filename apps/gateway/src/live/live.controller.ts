import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@toolyard/contracts';
import {
  Allow,
  ApiErrors,
  bearerToken,
  CurrentPrincipal,
  log,
  Principals,
  ServiceConfig,
  sessionCookie,
} from '@toolyard/service';
import type { Request, Response } from 'express';
import { GatewayService } from '../gateway.js';
import { Live } from './live.js';
import type { LiveEvent } from './live-feed.js';
import { concerns, type OwnerOf, showsServer } from './live.rules.js';

const heartbeatMs = 15_000;
const recheckMs = 250;
/** The stream of a page that reads slower than the platform changes is ended; the page connects again. */
const mostUnsent = 1 << 20;
/** Events that can change what an account may see. */
const accessNouns = new Set(['user', 'group', 'apikey']);

const description =
  'Server-sent events. `change`: something changed, with its noun, id and server; the ' +
  'event id resumes by `Last-Event-ID`. `calls`: how many calls are in progress at the ' +
  'servers where that changed. ' +
  '`reset`: too much was missed, read everything again.';

@ApiTags('Live')
@ApiBearerAuth()
@Controller('api/v1/events')
export class LiveController {
  constructor(
    private readonly live: Live,
    private readonly principals: Principals,
    private readonly config: ServiceConfig,
    private readonly gateway: GatewayService,
  ) {}

  @Get()
  @Allow(['anyone'])
  @ApiOperation({ summary: 'Follow what changes', description })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiOkResponse({ type: String })
  @ApiErrors('invalid_request', 'quota_exceeded')
  follow(@CurrentPrincipal() first: Principal, @Req() request: Request, @Res() response: Response): void {
    const leave = this.gateway.streams.take(first.userId);
    response.once('close', leave);
    const { feed, ownerOf } = this.live;
    let principal = first;
    let recheck: NodeJS.Timeout | undefined;
    const shown = {
      token: bearerToken(request.headers.authorization),
      session: sessionCookie(request.headers.cookie, this.config.publicUrl),
    };
    const write = (text: string): void => {
      if (response.writableLength > mostUnsent) return void response.destroy();
      response.write(text);
    };
    const send = (event: LiveEvent): void => {
      // Changes of access come in bursts, for example when a directory is synchronised: one check serves them all.
      if (event.kind === 'change' && accessNouns.has(event.change.noun))
        recheck ??= setTimeout(() => void check(), recheckMs);
      const text = wireForm(event, principal, ownerOf);
      if (text) write(text);
    };
    const check = async (): Promise<void> => {
      recheck = undefined;
      try {
        const found = await this.principals.resolve(
          shown.token === undefined ? { session: shown.session } : { token: shown.token },
        );
        if (found) principal = found;
        else response.end();
      } catch (error) {
        log.debug({ err: error }, 'who listens could not be checked; tried again with the next heartbeat');
      }
    };
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    const missed = missedBy(request.headers['last-event-id'], (sequence) => feed.since(sequence));
    write(
      missed === null ? `id: ${feed.newest}\nevent: reset\ndata: {}\n\n` : `id: ${feed.newest}\n: changes follow\n\n`,
    );
    for (const change of missed ?? []) send({ kind: 'change', change });
    const unlisten = feed.listen(send);
    const timer = setInterval(() => {
      write(': still here\n\n');
      void check();
    }, heartbeatMs);
    response.once('close', () => {
      clearInterval(timer);
      clearTimeout(recheck);
      unlisten();
    });
  }
}

/** The changes that a page missed; an empty list for its first connection. */
function missedBy<T>(header: string | string[] | undefined, since: (sequence: number) => T[] | null): T[] | null {
  if (header === undefined || header === '') return [];
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? since(Number(header)) : null;
}

function wireForm(event: LiveEvent, principal: Principal, ownerOf: OwnerOf): string | null {
  if (event.kind === 'change') {
    const { sequence, ...change } = event.change;
    return concerns(principal, event.change, ownerOf)
      ? `id: ${sequence}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`
      : null;
  }
  const visible = Object.entries(event.servers).filter(([serverId]) => showsServer(principal, serverId, ownerOf));
  return visible.length > 0
    ? `event: calls\ndata: ${JSON.stringify({ servers: Object.fromEntries(visible) })}\n\n`
    : null;
}
