import { Box, Code, Text } from '@mantine/core';
import type { Commit } from '../../api/deployments/deployments.js';
import { RelativeTime } from '../text/relative-time.js';
import { Untrusted } from '../text/untrusted.js';
import { firstLine, shortSha } from './deployment-status.js';

/** A commit on two lines: the first line of its message, then its SHA, author and time. */
export function CommitText({ commit, withTime = true }: { commit: Commit; withTime?: boolean }) {
  return (
    <Box component="span" display="block" miw={0}>
      <Text component="span" size="sm" fw={500} lineClamp={1} display="-webkit-box">
        <Untrusted text={firstLine(commit.message)} />
      </Text>
      <Text component="span" size="xs" c="dimmed" display="block">
        <Code>{shortSha(commit.sha)}</Code> <Untrusted text={commit.author} />
        {withTime && (
          <>
            {', '}
            <RelativeTime at={commit.at} />
          </>
        )}
      </Text>
    </Box>
  );
}
