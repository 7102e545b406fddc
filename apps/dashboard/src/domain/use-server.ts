import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { serverQuery } from '../api/server.js';
import type { Server } from '../api/servers.js';

/** The server whose pages these are; inside of its layout, which has read it. */
export function useServer(): Server {
  const { slug } = useParams({ strict: false });
  return useSuspenseQuery(serverQuery(slug ?? '')).data;
}
