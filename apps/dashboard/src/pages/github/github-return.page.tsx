import { Anchor, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, useSearch } from '@tanstack/react-router';
import { finishGitHub } from '../../api/github/connect.js';
import { githubKeys } from '../../api/query-keys.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ErrorState } from '../../ui/frame/states.js';

/** Where GitHub leads an admin back to, with the code of the App that it made. */
export function GitHubReturnPage() {
  const { code = '', state = '' } = useSearch({ strict: false }) as { code?: string; state?: string };
  const client = useQueryClient();
  // The code is valid once: it is sent once for each page, and never again on its own.
  const { error, data } = useQuery({
    queryKey: ['github-return', code, state],
    queryFn: async () => {
      await finishGitHub(code, state);
      await client.invalidateQueries({ queryKey: githubKeys.connection });
      return true;
    },
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (data) return <Navigate to="/sources" replace />;
  return (
    <>
      <PageTitle title="Connect GitHub" description="GitHub has made the App." />
      {error === null && <Text size="sm">The App is being connected.</Text>}
      {error !== null && (
        <>
          <ErrorState error={error} title="GitHub was not connected" />
          <Anchor component={Link} to="/sources" size="sm" underline="always">
            Source connections
          </Anchor>
        </>
      )}
    </>
  );
}
