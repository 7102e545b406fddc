import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client.js';

/** What has to be registered at the provider with these endpoints. */
export const redirectUriQuery = (authorizationUrl: string, tokenUrl: string) =>
  queryOptions({
    queryKey: ['redirect-uri', authorizationUrl, tokenUrl],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/credentials/redirect-uri', { params: { query: { authorizationUrl, tokenUrl } }, signal }),
      ),
    enabled: URL.canParse(authorizationUrl) && URL.canParse(tokenUrl),
    staleTime: Infinity,
    retry: false,
  });
