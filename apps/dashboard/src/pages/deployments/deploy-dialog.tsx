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
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Commit, commitsQuery, deploy, deploymentsQuery } from '../../api/deployments.js';
import type { Server } from '../../api/servers.js';
import { CommitText } from '../../ui/deployments/commit-text.js';
import { firstLine, isRunning, shortSha } from '../../ui/deployments/deployment-status.js';
import { notifyDone } from '../../ui/frame/notify.js';
import { ErrorState } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { visibleText } from '../../format/visible-text.js';

const searchMs = 250;
const latest = 'latest';

/** Chooses a commit of main, shows what will happen, and asks for the deployment. */
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
            {search === '' && <Choice value={latest} label={<CommitText commit={head} />} badge="Latest" />}
            {commits
              .filter(({ sha }) => search !== '' || sha !== head.sha)
              .map((each) => (
                <Choice key={each.sha} value={each.sha} label={<CommitText commit={each} />} />
              ))}
          </Stack>
        </Radio.Group>
      </ScrollArea.Autosize>
      {found.isError && <ErrorState error={found.error} />}
      {search !== '' && !found.isFetching && commits.length === 0 && (
        <Text size="sm" c="dimmed">
          No commit of main has <Untrusted text={search} /> in its message or begins with it.
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

function Choice({ value, label, badge }: { value: string; label: ReactNode; badge?: string }) {
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
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { data } = useQuery(deploymentsQuery(server.id, { limit: 20 }));
  const live = data?.items.find(({ status }) => status === 'live');
  const running = data?.items.filter(isRunning) ?? [];
  const start = () => {
    setBusy(true);
    setError(null);
    deploy(server.id, commit.sha)
      .then(() => {
        void client.invalidateQueries({ queryKey: ['deployments'] });
        notifyDone(`${shortSha(commit.sha)} is being deployed: ${visibleText(firstLine(commit.message))}`);
        onClose();
      }, setError)
      .finally(() => setBusy(false));
  };
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
        The commit is built, started beside what is live, and asked for its tools. Traffic moves only when it answers;
        until then, and if anything fails, everything stays as it is.
      </Text>
      {live?.commit.sha === commit.sha && (
        <Alert color="blue" variant="light">
          This commit is live already. Deploying builds it anew.
        </Alert>
      )}
      {running.length > 0 && (
        <Alert color="yellow" variant="light">
          A deployment of {shortSha(running[0]!.commit.sha)} is under way. It is stopped, and this one takes its place.
        </Alert>
      )}
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button onClick={start} loading={busy} data-autofocus>
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
      <Text size="sm">There is nothing on main yet. Push to it, and the push is deployed by itself:</Text>
      {server.gitUrl && (
        <Code block>
          git remote add toolyard {server.gitUrl}
          {'\n'}git push toolyard HEAD:main
        </Code>
      )}
    </Stack>
  );
}
