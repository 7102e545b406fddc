import { Badge } from '@mantine/core';
import { IconBrandGithub, IconGitBranch } from '@tabler/icons-react';
import { Untrusted } from '../text/untrusted.js';

/** The provider and the name of a server's repository. */
export function SourceBadge({ source }: { source: { provider: 'git' | 'github'; repository: string } }) {
  const github = source.provider === 'github';
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      radius="sm"
      leftSection={github ? <IconBrandGithub size={12} aria-hidden /> : <IconGitBranch size={12} aria-hidden />}
      title={github ? 'GitHub' : 'Built-in git remote'}
      maw="100%"
    >
      <Untrusted text={source.repository} />
    </Badge>
  );
}
