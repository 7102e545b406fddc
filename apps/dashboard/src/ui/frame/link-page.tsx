import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { PublicFrame } from './public-frame.js';
import { ErrorState } from './states.js';

interface Props<Link> {
  title: string;
  /** The token of the link; null when its address has none. */
  token: string | null;
  /** What the platform answers about the link. */
  link: { data: Link | undefined; error: unknown };
  /** The sentence for a link without a token. */
  incomplete: string;
  /** The sentence for a link that the platform refuses. */
  refused: string;
  children: (token: string, link: Link) => ReactNode;
}

/** The page of a one-time link: what it is for once it was read, or why it cannot be used. */
export function LinkPage<Link>({ title, token, link, incomplete, refused, children }: Props<Link>) {
  return (
    <PublicFrame>
      <Stack gap="sm">
        <Title order={1} size="h4">
          {title}
        </Title>
        {body()}
      </Stack>
    </PublicFrame>
  );

  function body(): ReactNode {
    if (token === null) return <Text size="sm">{incomplete}</Text>;
    if (link.error) return <ErrorState error={link.error} title={refused} />;
    // A form that was begun for another link is not kept.
    return link.data ? <Fragment key={token}>{children(token, link.data)}</Fragment> : <Skeleton height={220} />;
  }
}
