import { once } from 'node:events';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors } from '@toolyard/service';
import type { Request, Response } from 'express';
import type { LogName } from './log-line.js';
import { LogPageDto, LogQueryDto } from './logs.dto.js';
import { LogsService } from './logs.service.js';
import { comment, endEvent, lineEvents, resumesAfter } from './server-sent-events.js';

const heartbeatMs = 15_000;
const defaultLimit = 1_000;

const streamed =
  'As `text/event-stream` each line is an event whose id is the line number, so that a client resumes by `Last-Event-ID`; `end` is the last event.';

@ApiTags('Logs')
@ApiBearerAuth()
@Controller('api/v1')
export class LogsController {
  constructor(private readonly logs: LogsService) {}

  @Get('deployments/:id/logs')
  @Allow(['admin', 'auditor', 'own'], { by: 'deployment' })
  @ApiOperation({
    summary: 'Read or follow the build log of a deployment',
    description: `${streamed} It comes when the deployment has ended.`,
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiOkResponse({ type: LogPageDto })
  @ApiErrors('invalid_request', 'not_found')
  deploymentLog(
    @Param('id') id: string,
    @Query() query: LogQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.answer({ kind: 'deployment', owner: id }, query, request, response);
  }

  @Get('servers/:id/logs')
  @Allow(['admin', 'auditor', 'own'], { by: 'server' })
  @ApiOperation({
    summary: 'Read or follow the runtime log of a server',
    description: `${streamed} It comes when the server was deleted.`,
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiOkResponse({ type: LogPageDto })
  @ApiErrors('invalid_request', 'not_found')
  serverLog(
    @Param('id') id: string,
    @Query() query: LogQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.answer({ kind: 'server', owner: id }, query, request, response);
  }

  private async answer(
    log: LogName,
    { after = 0, limit = defaultLimit, search }: LogQueryDto,
    request: Request,
    response: Response,
  ): Promise<void> {
    if (!request.headers.accept?.includes('text/event-stream')) {
      response.json(await this.logs.read(log, { after, limit, search }));
      return;
    }
    const last = resumesAfter(request.headers['last-event-id']);
    if (last === undefined) throw new Rejected('invalid_request', 'Last-Event-ID must be the number of a line.');
    await this.stream(log, { after: last ?? after, search }, response);
  }

  private async stream(log: LogName, range: { after: number; search?: string }, response: Response): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const news = await this.logs.follow(log, range, gone.signal);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write(comment('the log follows'));
    let written = Date.now();
    try {
      for await (const each of news) {
        if ('idle' in each && Date.now() - written < heartbeatMs) continue;
        const text =
          'lines' in each ? lineEvents(each.lines) : 'ended' in each ? endEvent(each.ended) : comment('still here');
        written = Date.now();
        if (!response.write(text)) await once(response, 'drain', { signal: gone.signal });
      }
    } catch (error) {
      // The answer has begun, so its status cannot become an error: the client resumes where it stopped.
      if (!gone.signal.aborted) throw error;
    }
    response.end();
  }
}
