import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import type { Request, Response } from 'express';
import { comment, endEvent, lineEvents, resumesAfter } from '../answers/server-sent-events.js';
import type { LogName } from './log-line.js';
import type { LogQueryDto } from './logs.dto.js';
import { LogsService } from './logs.service.js';

const heartbeatMs = 15_000;
const defaultLimit = 1_000;

/** A log as JSON, or as a stream of server-sent events where the client accepts one. */
@Injectable()
export class LogAnswers {
  constructor(private readonly logs: LogsService) {}

  /** @throws Rejected `not_found`, `invalid_request` before anything is answered */
  async answer(
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
