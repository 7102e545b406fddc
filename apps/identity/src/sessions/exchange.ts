import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { originAddress } from '@toolyard/messaging';
import type { Request, Response } from 'express';

/** One request of a browser and the answer to it, for what reads and sets cookies. */
export interface Exchange {
  request: Request;
  response: Response;
}

export const CurrentExchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest(), response: http.getResponse() };
});

/** Where a login session was started. */
export const originOf = ({ request }: Exchange): { address?: string; userAgent?: string } => ({
  address: originAddress(),
  userAgent: request.headers['user-agent'],
});
