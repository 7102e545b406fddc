import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, ApiErrors } from '@toolyard/service';
import type { Request, Response } from 'express';
import { LogAnswers } from './log-answers.js';
import { LogPageDto, LogQueryDto } from './logs.dto.js';

const streamed =
  'As `text/event-stream` each line is an event whose id is the line number, so that a client resumes by ' +
  '`Last-Event-ID`; `end` is the last event.';

@ApiTags('Logs')
@ApiBearerAuth()
@Controller('api/v1')
export class LogsController {
  constructor(private readonly answers: LogAnswers) {}

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
    return this.answers.answer({ kind: 'deployment', owner: id }, query, request, response);
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
    return this.answers.answer({ kind: 'server', owner: id }, query, request, response);
  }
}
