import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type Server, serverQuery } from '../../api/servers/servers.js';

/** The server of a page inside the server layout, which has read it. */
export function useServer(): Server {
  const { slug } = useParams({ strict: false });
  return useSuspenseQuery(serverQuery(slug ?? '')).data;
}
