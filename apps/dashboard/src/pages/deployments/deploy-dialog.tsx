import {
  Alert,
  Box,
  Button,
  Code,
  Group,
  Loader,
  Modal,
  Radio,
  ScrollArea,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconGitBranch, IconLock, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Commit, commitsQuery, deploy, deploymentsQuery } from '../../api/deployments/deployments.js';
import { deploymentKeys } from '../../api/query-keys.js';
import type { Server } from '../../api/servers/servers.js';
import { visibleText } from '../../format/visible-text.js';
import { CommitText } from '../../ui/deployments/commit-text.js';
import { firstLine, isUnfinished, shortSha } from '../../ui/deployments/deployment-status.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const searchMs = 250;
const latest = 'latest';

/** Chooses a commit of main, shows what will happen, and requests the deployment. */
export function DeployDialog({ server, opened, onClose }: { server: Server; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Deploy" size="lg">
      <DeployForm server={server} onClose={onClose} />
    </Modal>
  );
}

function DeployForm({ server, onClose }: { server: Server; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), searchMs);
  const [chosen, setChosen] = useState<string>(latest);
  const [reviewed, setReviewed] = useState<Commit | null>(null);
  const newest = useQuery(commitsQuery(server.id, ''));
  const found = useQuery(commitsQuery(server.id, search));
  const commits = found.data?.items ?? [];
  const head = newest.data?.items[0];
  if (newest.isError) return <ErrorState error={newest.error} retry={() => void newest.refetch()} />;
  if (newest.isPending) return <Loader size="sm" role="status" aria-label="Reading the commits" />;
  if (!head) return <NothingPushed server={server} />;
  if (reviewed)
    return (
      <Review
        server={server}
        commit={reviewed}
        isLatest={chosen === latest}
        onBack={() => setReviewed(null)}
        onClose={onClose}
      />
    );
  const commit =
    chosen === latest ? head : [...commits, ...(newest.data?.items ?? [])].find(({ sha }) => sha === chosen);
  return (
    <Stack gap="sm">
      <TextInput
        label="Branch"
        value="main"
        readOnly
        leftSection={<IconGitBranch size={16} />}
        rightSection={<IconLock size={14} aria-hidden />}
        description="Deployments always come from main."
      />
      <TextInput
        label="Commit"
        placeholder="Search by SHA or message"
        leftSection={<IconSearch size={16} />}
        rightSection={found.isFetching ? <Loader size={14} aria-hidden /> : undefined}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
      />
      <ScrollArea.Autosize mah={280} type="auto" offsetScrollbars>
        <Radio.Group value={chosen} onChange={setChosen} aria-label="Commit">
          <Stack gap={2}>
            {search === '' && <CommitChoice value={latest} label={<CommitText commit={head} />} badge="Latest" />}
            {commits
              .filter(({ sha }) => search !== '' || sha !== head.sha)
              .map((listed) => (
                <CommitChoice key={listed.sha} value={listed.sha} label={<CommitText commit={listed} />} />
              ))}
          </Stack>
        </Radio.Group>
      </ScrollArea.Autosize>
      {found.isError && <ErrorState error={found.error} />}
      {search !== '' && !found.isFetching && commits.length === 0 && (
        <Text size="sm" c="dimmed">
          No commit of main has <Untrusted text={search} /> in its message or at the beginning of its SHA.
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!commit} onClick={() => setReviewed(commit ?? null)}>
          Review
        </Button>
      </Group>
    </Stack>
  );
}

function CommitChoice({ value, label, badge }: { value: string; label: ReactNode; badge?: string }) {
  return (
    <Radio
      value={value}
      py={4}
      label={
        <Group gap="xs" wrap="nowrap" component="span" align="flex-start">
          {label}
          {badge && <Code>{badge}</Code>}
        </Group>
      }
    />
  );
}

function Review({
  server,
  commit,
  isLatest,
  onBack,
  onClose,
}: {
  server: Server;
  commit: Commit;
  isLatest: boolean;
  onBack: () => void;
  onClose: () => void;
}) {
  const { data } = useQuery(deploymentsQuery(server.id, { limit: 20 }));
  const live = data?.items.find(({ status }) => status === 'live');
  const unfinished = data?.items.filter(isUnfinished) ?? [];
  const { error, busy, send } = useSubmission(() => deploy(server.id, commit.sha), {
    stale: [deploymentKeys.all],
    done: `${shortSha(commit.sha)} is being deployed: ${visibleText(firstLine(commit.message))}`,
    onDone: onClose,
  });
  return (
    <Stack gap="sm">
      <Box component="dl" m={0}>
        <Entry name="Server">
          <Untrusted text={server.name} />
        </Entry>
        <Entry name="Branch">main</Entry>
        <Entry name={isLatest ? 'Commit (latest)' : 'Commit'}>
          <CommitText commit={commit} />
        </Entry>
        {live && (
          <Entry name="Live now">
            <CommitText commit={live.commit} />
          </Entry>
        )}
      </Box>
      <Text size="sm">
        The commit is built and started as a candidate, and its tools are listed. It gets traffic only when it answers.
        {server.liveDeploymentId !== null && ' Until then, or when a step fails, the live deployment stays as it is.'}
      </Text>
      {live?.commit.sha === commit.sha && (
        <Alert color="blue" variant="light">
          This commit is already live. Deploying builds it again.
        </Alert>
      )}
      {unfinished.length > 0 && (
        <Alert color="yellow" variant="light">
          A deployment of {shortSha(unfinished[0]!.commit.sha)} has not ended. It is stopped, and this one replaces it.
        </Alert>
      )}
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button onClick={() => send()} loading={busy} data-autofocus>
          Deploy
        </Button>
      </Group>
    </Stack>
  );
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap="md" align="flex-start" wrap="nowrap" py={4}>
      <Text component="dt" size="sm" c="dimmed" w={110} flex="none">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} miw={0}>
        {children}
      </Text>
    </Group>
  );
}

function NothingPushed({ server }: { server: Server }) {
  return (
    <Stack gap="sm">
      <Text size="sm">The branch main is empty. A push to it is deployed automatically:</Text>
      {server.gitUrl && (
        <Code block>
          git remote add toolyard {server.gitUrl}
          {'\n'}git push toolyard HEAD:main
        </Code>
      )}
    </Stack>
  );
}
