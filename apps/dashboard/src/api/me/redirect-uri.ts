import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { credentialKeys } from '../query-keys.js';

/** The redirect URI to register at the provider that has these endpoints. */
export const redirectUriQuery = (authorizationUrl: string, tokenUrl: string) =>
  queryOptions({
    queryKey: credentialKeys.redirectUri(authorizationUrl, tokenUrl),
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/credentials/redirect-uri', { params: { query: { authorizationUrl, tokenUrl } }, signal }),
      ),
    enabled: URL.canParse(authorizationUrl) && URL.canParse(tokenUrl),
    staleTime: Infinity,
    retry: false,
  });
